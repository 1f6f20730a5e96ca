use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 427,
    title: wording(
        "それだけでは何も言わない DUO の符号",
        "A DUO term that says nothing",
    ),
    meaning: wording(
        "DUO の一番上の言葉が、目的の符号として書かれています。",
        "An upper term of DUO is written as the code of a purpose.",
    ),
    why: wording(
        "読む側は、許される研究を判断できません。",
        "A reader can't tell from it which research is allowed.",
    ),
    example: Example::Declarations(
        r#"purpose outcomes_research under research {
  duo "DUO:0000001"
}"#,
    ),
    instead: Example::Declarations(
        r#"purpose outcomes_research under research {
  duo "DUO:0000042"
}"#,
    ),
};

pub fn duo_group(at: Origin, code: &str, label: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("{code}（{label}）は符号をまとめる上の言葉で、それだけでは何も言いません。"),
            format!("{code} ({label}) is an upper term that says nothing by itself."),
        ),
    )
    .help(Text::new(
        "その下の符号を書いてください。例: DUO:0000006",
        "Write a code below it, such as DUO:0000006.",
    ))
}
