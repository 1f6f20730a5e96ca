use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 713,
    title: wording("扱えない FHIR の版", "A version of FHIR that is not handled"),
    meaning: wording("扱えるのは R4 です。", "Only R4 is handled."),
    why: wording(
        "版が違えば要素の名前も型も違います。R4 の規則では守れません。",
        "Another version has other elements and types; rules for R4 don't protect it.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R5 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.gender": keep
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

pub fn fhir_version(at: Origin, found: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("FHIR の版 {found} は扱えません。"),
            format!("FHIR version {found} is not handled."),
        ),
    )
    .help(Text::new("fhir R4 と書いてください。", "Write 'fhir R4'."))
}
