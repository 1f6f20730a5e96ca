use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 423,
    title: wording(
        "DUO にない符号",
        "A code DUO doesn't have",
    ),
    meaning: wording(
        "duo の符号は DUO: と七桁の数字で、オントロジーの表（dsl/duo）にあるものだけです。",
        "A DUO code is 'DUO:' and seven digits, and one of the ontology's table (dsl/duo).",
    ),
    why: wording(
        "ほかの施設やデータベースは、この符号だけを見て使ってよい研究を判断します。",
        "Other institutions and databases read this code alone to tell which research is allowed.",
    ),
    example: Example::Declarations(
        r#"purpose outcomes_research under research {
  duo "DUO:000006"
}"#,
    ),
    instead: Example::Declarations(
        r#"purpose outcomes_research under research {
  duo "DUO:0000006"
}"#,
    ),
};

pub fn unknown_duo(at: Origin, code: &str, near: Option<&str>) -> Problem {
    let other = Text::new(
        "符号を確かめてください。例: DUO:0000006（健康・医学・生物医学研究）",
        "Check the code. For example: DUO:0000006 (health or medical or biomedical research)",
    );
    PAGE.error(
        at,
        Text::new(
            format!("{code} は DUO（データ利用オントロジー）の符号ではありません。"),
            format!("{code} is no code of DUO, the Data Use Ontology."),
        ),
    )
    .help(near_or(near, other))
    .fix_if(near.map(|near| format!("\"{near}\"")))
}
