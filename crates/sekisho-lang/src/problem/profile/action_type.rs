use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 706,
    title: wording("その値には使えない処理", "An action that can't be applied to this"),
    meaning: wording(
        "日付でないものを shift するなど、値の型に合わない処理です。",
        "The action doesn't fit the type of the value: a shift of something that is no date, say.",
    ),
    why: wording(
        "合わない処理は、値をそのまま通すか、すべて消すかのどちらかになります。",
        "It would either let the value through unchanged or lose it.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.gender": shift
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

pub fn action_type(at: Origin, action: &str, selector: &str, kind: &str, takes: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{action} は {selector}（{kind}）には使えません。"),
            format!("'{action}' can't be applied to {selector}, which is {kind}."),
        ),
    )
    .help(Text::new(
        format!("{action} が扱えるのは: {takes}"),
        format!("'{action}' takes: {takes}"),
    ))
}
