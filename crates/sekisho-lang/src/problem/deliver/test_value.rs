use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 811,
    title: wording("列に合わない値", "A value that doesn't fit the column"),
    meaning: wording(
        "test の患者に書かれた値が、その列の型ではありません。",
        "A value given to a patient of a test is not of the type of its column.",
    ),
    why: wording(
        "読み取れない値を空として扱うと、test は別のことを確かめてしまいます。",
        "Read as missing, it would make the test check something else.",
    ),
    example: Example::Declarations(
        r#"test "a patient" {
  given patient P1 {
    birth_date 1960-05-01
    sex 3
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect not in cohort lung_patients P1
}"#,
    ),
    instead: Example::Declarations(
        r#"test "a patient" {
  given patient P1 {
    birth_date 1960-05-01
    sex "female"
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect not in cohort lung_patients P1
}"#,
    ),
};

pub fn test_value(at: Origin, column: &str, wanted: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{column} の値は{wanted}の形ではありません。"),
            format!("The value of {column} is not of the form {wanted}."),
        ),
    )
    .help(Text::new(
        "例: birth_date 1960-05-01、code \"C34.1\"",
        "For example: birth_date 1960-05-01; code \"C34.1\"",
    ))
}
