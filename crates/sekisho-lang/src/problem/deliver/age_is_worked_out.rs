use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 691,
    title: wording("年齢は数えるもので、書くものではない", "An age is worked out, not written"),
    meaning: wording(
        "test の患者に age を書いています。年齢は生年月日から数えます。",
        "A patient of a test is given an age. Ages are counted from the birth date.",
    ),
    why: wording(
        "年齢は日によって変わります。書いた年齢は、一年後に嘘になります。",
        "An age changes by the day: a written one is wrong a year later.",
    ),
    example: Example::Declarations(
        r#"test "a patient" {
  given patient P1 {
    age 66
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
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect not in cohort lung_patients P1
}"#,
    ),
};

pub fn age_is_worked_out(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "年齢は記録されず、その日に生年月日から数えられます。",
            "An age is not recorded; it is counted on the day from the birth date.",
        ),
    )
    .help(Text::new(
        "birth_date 1960-05-01 のように生年月日を書いてください。",
        "Write the birth date instead: birth_date 1960-05-01",
    ))
}
