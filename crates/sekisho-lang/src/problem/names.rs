//! 02xx: names that are unknown, declared twice, or look alike.

use sekisho_model::{Origin, Problem, Text};

use super::near_or;
use crate::analyze::Kind;

pub fn unknown(at: Origin, kind: Kind, name: &str, near: Option<&str>) -> Problem {
    let (ja, en) = kind.words();
    let problem = Problem::error(
        201,
        at,
        Text::new(
            format!("「{name}」という{ja}はありません。"),
            format!("There is no {en} named '{name}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            format!("{ja}を宣言するか、名前の綴りを確かめてください。"),
            format!("Declare the {en}, or check the spelling."),
        ),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}

pub fn twice(at: Origin, kind: Kind, name: &str, first: Origin) -> Problem {
    let (ja, en) = kind.words();
    let mut problem = Problem::error(
        202,
        at,
        Text::new(
            format!("{ja}「{name}」が二度宣言されています。"),
            format!("The {en} '{name}' is declared twice."),
        ),
    )
    .help(Text::new(
        "どちらかの名前を変えるか、消してください。",
        "Rename or remove one of the two.",
    ));
    problem.related = Some((first, Text::new("最初の宣言", "declared here first")));
    problem
}

/// What ships with Sekisho is in view of everybody; a second meaning would be read as the first.
pub fn shipped_name(at: Origin, kind: Kind, name: &str, first: Origin) -> Problem {
    let (ja, en) = kind.words();
    let mut problem = Problem::error(
        1201,
        at,
        Text::new(
            format!("{ja}「{name}」は Sekisho に同梱されているものの名前です。"),
            format!("'{name}' is the name of a {en} that ships with Sekisho."),
        ),
    )
    .help(Text::new(
        "別の名前にしてください。同梱のものと取り違えられます。",
        "Choose another name: readers would take it for the shipped one.",
    ));
    problem.related = Some((first, Text::new("同梱の宣言", "the shipped declaration")));
    problem
}

pub fn not_in_view(at: Origin, kind: Kind, name: &str, package: &str) -> Problem {
    let (ja, en) = kind.words();
    Problem::error(
        203,
        at,
        Text::new(
            format!("{ja}「{name}」は別のパッケージ {package} にあります。"),
            format!("The {en} '{name}' is declared in another package, {package}."),
        ),
    )
    .help(Text::new(
        format!("ファイルの先頭に use {package} と書いてください。"),
        format!("Write 'use {package}' at the head of this file."),
    ))
}

pub fn unknown_package(at: Origin, name: &str, near: Option<&str>) -> Problem {
    Problem::error(
        204,
        at,
        Text::new(
            format!("「{name}」というパッケージはこのフォルダにありません。"),
            format!("No file of this folder declares the package '{name}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "そのパッケージのファイルを加えるか、この行を消してください。",
            "Add that package's file, or remove this line.",
        ),
    ))
}

pub fn other_model(at: Origin, found: &str, model: &str) -> Problem {
    Problem::error(
        205,
        at,
        Text::new(
            format!(
                "データモデル {found} はありません。このパッケージは {model} で確かめられます。"
            ),
            format!("There is no data model {found}; this package is checked against {model}."),
        ),
    )
    .help(Text::new(
        format!("use model {model} と書いてください。"),
        format!("Write 'use model {model}'."),
    ))
    .fix(format!("use model {model}"))
}

pub fn look_alike(at: Origin, name: &str, other: &str, first: Origin) -> Problem {
    let mut problem = Problem::warning(
        206,
        at,
        Text::new(
            format!("「{name}」は「{other}」と見分けがつきません。"),
            format!("'{name}' can't be told from '{other}' by eye."),
        ),
    )
    .help(Text::new(
        "同じものなら同じ字で、違うものなら違う名前で書いてください。",
        "Spell them alike if they are one, differently if they are two.",
    ));
    problem.related = Some((first, Text::new("もう一つの名前", "the other name")));
    problem
}

pub fn circle(at: Origin, kind: Kind, name: &str) -> Problem {
    let (ja, en) = kind.words();
    Problem::error(
        207,
        at,
        Text::new(
            format!("{ja}「{name}」が自分自身を含んでいます。"),
            format!("The {en} '{name}' contains itself."),
        ),
    )
    .help(Text::new(
        "どこかの under や並びを直して、輪をなくしてください。",
        "Break the circle at one of its names.",
    ))
}
