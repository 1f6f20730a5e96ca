use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 206,
    title: wording("見分けのつかない名前", "Names that look alike"),
    meaning: wording(
        "二つの名前が、人の目では見分けられません。カ（かな）と力（漢字）、ロと口、ーと一、へとヘなどです。",
        "Two names can't be told apart by eye: kana カ and kanji 力, ロ and 口, the long mark ー and 一, hiragana へ and katakana ヘ.",
    ),
    why: wording(
        "審査した名前と、実際に許可を受ける名前が別物になり得ます。悪意で使われることもあります。",
        "The name a board read and the name that is permitted could be two different ones, by accident or on purpose.",
    ),
    example: Example::Declarations(
        r#"purpose カルテ研究 under research
purpose 力ルテ研究 under research"#,
    ),
    instead: Example::Declarations(
        r#"purpose カルテ研究 under research
purpose カルテ研究_第2期 under research"#,
    ),
};

pub fn look_alike(at: Origin, name: &str, other: &str, first: Origin) -> Problem {
    let mut problem = PAGE.warning(at,
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
