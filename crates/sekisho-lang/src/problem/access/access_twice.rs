use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 512,
    title: wording("一つの研究に access が二つある", "Two access blocks for one study"),
    meaning: wording(
        "同じ研究の access ブロックが二つあります。",
        "One study has two access blocks.",
    ),
    why: wording(
        "一つの研究で誰が何をできるかは、一か所を見れば分かるようにします。",
        "Who may do what in a study must be read in one place.",
    ),
    example: Example::Declarations(
        r#"access outcomes {
  allow count to analyst on administrative, clinical, laboratory as counts
}
access outcomes {
  allow extract to analyst on administrative, clinical, laboratory as coded
}"#,
    ),
    instead: Example::Declarations(
        r#"access outcomes {
  allow count to analyst on administrative, clinical, laboratory as counts
  allow extract to analyst on administrative, clinical, laboratory as coded
}"#,
    ),
};

pub fn access_twice(at: Origin, study: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("研究「{study}」の access が二つあります。"),
            format!("The study '{study}' has two access blocks."),
        ),
    )
    .help(Text::new(
        "一つにまとめてください。",
        "Merge them into one.",
    ))
}
