use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 809,
    title: wording("その患者はこの test にいない", "No such patient in this test"),
    meaning: wording(
        "expect が指す患者が、given patient で書かれていません。",
        "The patient that expect names is not given in this test.",
    ),
    why: wording(
        "いない人についての期待は、いつも成り立つか、いつも外れます。何も確かめていません。",
        "An expectation about nobody always holds, or never does: it checks nothing.",
    ),
    example: Example::Declarations(
        r#"test "a patient" {
  given patient P1 {
    birth_date 1960-05-01
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect not in cohort lung_patients P2
}"#,
    ),
    instead: Example::Declarations(
        r#"test "a patient" {
  given patient P1 {
    birth_date 1960-05-01
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect not in cohort lung_patients P1
}"#,
    ),
};

pub fn test_patient(at: Origin, name: &str, near: Option<&str>) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("この test に患者 {name} はいません。"),
            format!("No patient {name} is given in this test."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "given patient で書いてください。",
            "Write it with 'given patient'.",
        ),
    ))
}
