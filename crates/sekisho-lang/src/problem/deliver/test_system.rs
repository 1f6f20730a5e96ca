use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 812,
    title: wording("どのコード体系か決まらない", "It is not clear of which code system"),
    meaning: wording("同じコードが、体系の違う複数のコード表にあります。", "The same code stands in codelists of different systems."),
    why: wording("体系を書かなければ、test の患者がどの病気なのか決まりません。", "Without the system it is not settled which disease the patient of the test has."),
    example: Example::Declarations(r#"codelist hf { system "SNOMED CT"; include "88805009" }
codelist hf_icd { system "RxNorm"; include "88805009" }
test "a patient" {
  given patient P1 {
    diagnosis {
          code "88805009"
          date 2024-01-10
        }
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect not in cohort lung_patients P1
}"#),
    instead: Example::Declarations(r#"codelist hf { system "SNOMED CT"; include "88805009" }
codelist hf_icd { system "RxNorm"; include "88805009" }
test "a patient" {
  given patient P1 {
    diagnosis {
          code "88805009" system "SNOMED CT"
          date 2024-01-10
        }
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect not in cohort lung_patients P1
}"#),
};

pub fn test_system(at: Origin, code: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("コード {code} の体系が一つに決まりません。"),
            format!("It is not clear of which code system {code} is."),
        ),
    )
    .help(Text::new(
        "例: code \"C34.1\" system \"ICD-10\"",
        "For example: code \"C34.1\" system \"ICD-10\"",
    ))
}
