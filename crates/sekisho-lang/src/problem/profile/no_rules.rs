use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 712,
    title: wording("規則がない", "No rule"),
    meaning: wording(
        "fhir のブロックに規則が一つもありません。",
        "The fhir block has no rule.",
    ),
    why: wording(
        "挙げられていないものは出ません。このままでは空の提供になります。",
        "What isn't listed doesn't leave: the delivery would be empty.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
  }
}"#,
    ),
    instead: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.gender": keep
  }
}"#,
    ),
};

pub fn no_rules(at: Origin, profile: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("プロファイル「{profile}」の fhir に規則がありません。何も出ません。"),
            format!("The fhir block of the profile '{profile}' has no rule: nothing would leave."),
        ),
    )
    .help(Text::new(
        "例: type CodeableConcept, type Coding: keep",
        "For example: type CodeableConcept, type Coding: keep",
    ))
}
