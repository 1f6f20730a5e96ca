use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 813,
    title: wording("その名の柵も研究もない", "No guard or study of that name"),
    meaning: wording(
        "denied … because の後の名前が、柵にも研究にもありません。",
        "The name after denied … because is neither a guard nor a study.",
    ),
    why: wording(
        "「なぜ断られたか」を確かめる test は、規則の名を正しく指して初めて意味を持ちます。",
        "A test of why something is refused means something only if it names the rule.",
    ),
    example: Example::Declarations(
        r#"test "a patient" {
  given patient P1 {
    birth_date 1960-05-01
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect denied extract on clinical of P1 because abrod
}"#,
    ),
    instead: Example::Declarations(
        r#"test "a patient" {
  given patient P1 {
    birth_date 1960-05-01
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect denied extract on clinical of P1 because consent
}"#,
    ),
};

pub fn test_because(at: Origin, name: &str, near: Option<&str>) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("「{name}」という柵も研究もありません。"),
            format!("There is no guard or study '{name}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "柵か研究の名前、または consent（同意の柵）を書いてください。",
            "Write a guard, a study, or 'consent' for the built-in guard.",
        ),
    ))
}
