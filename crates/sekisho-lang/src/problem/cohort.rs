//! 06xx: cohorts and codelists.

use sekisho_model::{Origin, Problem, Text};

use super::near_or;

pub fn unknown_column(at: Origin, view: &str, column: &str, near: Option<&str>) -> Problem {
    let problem = Problem::error(
        601,
        at,
        Text::new(
            format!("表 {view} に列 {column} はありません。"),
            format!("The table {view} has no column {column}."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "データモデルの列の名前を確かめてください。",
            "Check the columns of the data model.",
        ),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}

pub fn no_from(at: Origin, cohort: &str) -> Problem {
    Problem::error(
        602,
        at,
        Text::new(
            format!("コホート「{cohort}」に from patient の行がありません。"),
            format!("The cohort '{cohort}' has no 'from patient' line."),
        ),
    )
    .help(Text::new(
        "コホートは患者の集まりです。from patient と書いてください。",
        "A cohort is a set of patients: write 'from patient'.",
    ))
}

pub fn unknown_anchor(at: Origin, name: &str, index: Option<&str>) -> Problem {
    let help = match index {
        Some(index) => Text::new(
            format!("このコホートの起点は「{index}」です。"),
            format!("The index event of this cohort is '{index}'."),
        ),
        None => Text::new(
            "先に index first … as 名前 で起点を決めてください。",
            "Name the index event first: index first … as NAME",
        ),
    };
    let problem = Problem::error(
        603,
        at,
        Text::new(
            format!("起点「{name}」はありません。"),
            format!("There is no index event '{name}'."),
        ),
    )
    .help(help);
    match index {
        Some(index) => problem.fix(index),
        None => problem,
    }
}

pub fn no_date(at: Origin, view: &str) -> Problem {
    Problem::error(
        604,
        at,
        Text::new(
            format!("表 {view} には日付がないので、前後を比べられません。"),
            format!("The table {view} has no date, so nothing is before or after it."),
        ),
    )
    .help(Text::new(
        "日付のある表を使ってください。",
        "Use a table with a date.",
    ))
}

pub fn unknown_system(at: Origin, system: &str, near: Option<&str>) -> Problem {
    let problem = Problem::error(
        605,
        at,
        Text::new(
            format!("コード体系「{system}」は知られていません。"),
            format!("The code system '{system}' is not known."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "データモデルにある名前か、http:// か urn: で始まる URI を書いてください。",
            "Write a name of the data model, or its URI (http:// or urn:).",
        ),
    ));
    match near {
        Some(near) => problem.fix(format!("\"{near}\"")),
        None => problem,
    }
}

pub fn no_hierarchy(at: Origin, system: &str) -> Problem {
    Problem::error(
        606,
        at,
        Text::new(
            format!("{system} のコードは、綴りから上下関係が分かりません。"),
            format!("The codes of {system} don't show by their spelling what lies below them."),
        ),
    )
    .help(Text::new(
        "and below を取り、含めるコードをすべて書いてください。",
        "Remove 'and below' and list every code.",
    ))
}

pub fn empty_codelist(at: Origin, name: &str) -> Problem {
    Problem::error(
        607,
        at,
        Text::new(
            format!("コード表「{name}」は空です。"),
            format!("The codelist '{name}' is empty."),
        ),
    )
    .help(Text::new(
        "system と include を書いてください。",
        "Write its 'system' and 'include' lines.",
    ))
}

pub fn events_inside(at: Origin) -> Problem {
    Problem::error(
        608,
        at,
        Text::new(
            "has ( ) や index の条件の中に、別の出来事（some … など）は書けません。",
            "Another event (some …) can't stand inside has ( ) or an index event.",
        ),
    )
    .help(Text::new(
        "別の where の行に分けてください。",
        "Write it as a 'where' line of its own.",
    ))
}

pub fn at_least_none(at: Origin) -> Problem {
    Problem::error(
        609,
        at,
        Text::new(
            "at least 0 はいつも成り立ちます。",
            "'at least 0' always holds.",
        ),
    )
    .help(Text::new(
        "1 以上の数を書くか、この行を消してください。",
        "Write 1 or more, or remove this line.",
    ))
}

pub fn other_system(at: Origin, list: &str, other: &str) -> Problem {
    Problem::error(
        610,
        at,
        Text::new(
            format!("コード表「{list}」と「{other}」はコード体系が違います。"),
            format!("The codelists '{list}' and '{other}' are of different code systems."),
        ),
    )
    .help(Text::new(
        "体系ごとにコード表を分けてください。",
        "Keep one codelist per code system.",
    ))
}

pub fn window_needs_index(at: Origin) -> Problem {
    Problem::error(
        611,
        at,
        Text::new(
            "age や前後の期間は、起点（at 名前）がないと決まりません。",
            "An age or a period needs an index event (at NAME).",
        ),
    )
    .help(Text::new(
        "例: age at onset、within 90 days after onset",
        "For example: age at onset, within 90 days after onset",
    ))
}

pub fn vault_column(at: Origin, view: &str, column: &str) -> Problem {
    Problem::error(
        690,
        at,
        Text::new(
            format!("{view}.{column} は本人を名指す列なので、条件に使えません。"),
            format!("{view}.{column} names the person, so no condition can ask for it."),
        ),
    )
    .help(Text::new(
        "名指す値は、コホートが調べる表には置かれません。人を選ぶ条件は診断・検査などの列で書き、名指す列はプロファイルで扱いを決めてください。",
        "Values that name people are never put into the tables that cohorts search. Choose people by their diagnoses, tests and so on; a profile decides how this column leaves.",
    ))
}
