use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 703,
    title: wording("ずらす幅が範囲外", "The shift is out of range"),
    meaning: wording(
        "日付をずらす幅は 1 日から 3650 日までです。",
        "Dates shift by 1 to 3650 days.",
    ),
    why: wording(
        "0 日ではずれず、十年を超えると季節も時代も分からなくなります。",
        "Zero days is no shift; beyond ten years neither season nor era remains.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 9999 days
  fhir R4 {
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

pub fn shift_bound(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "日付をずらす幅は 1 日から 3650 日までです。",
            "Dates shift by 1 to 3650 days.",
        ),
    )
    .help(Text::new(
        "患者の前後関係を保つには 365 日までで足ります。",
        "Up to 365 days is usually enough.",
    ))
}
