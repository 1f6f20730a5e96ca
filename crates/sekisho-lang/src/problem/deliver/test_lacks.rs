use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 810,
    title: wording("いつ、誰として、が書かれていない", "When, and as whom, is missing"),
    meaning: wording(
        "allowed や denied を確かめる test に、at か as の行がありません。",
        "A test that expects allowed or denied has no at line or no as line.",
    ),
    why: wording(
        "許可は、時と人と目的で決まります。",
        "A permission depends on the time, the person and the purpose.",
    ),
    example: Example::Declarations(
        r#"test "a patient" {
  given patient P1 {
    birth_date 1960-05-01
  }
  as analyst of outcomes for outcomes_research
  expect denied extract on clinical of P1
}"#,
    ),
    instead: Example::Declarations(
        r#"test "a patient" {
  given patient P1 {
    birth_date 1960-05-01
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect denied extract on clinical of P1
}"#,
    ),
};

pub fn test_lacks(at: Origin, line: &str, example: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("allowed や denied を確かめるには {line} の行が要ります。"),
            format!("To expect allowed or denied, the test needs an '{line}' line."),
        ),
    )
    .help(Text::new(
        format!("例: {example}"),
        format!("For example: {example}"),
    ))
}
