use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 708,
    title: wording("つなげない処理", "Actions that can't be chained"),
    meaning: wording(
        "keep や drop を then でつないでいます。どちらも単独で書きます。",
        "keep or drop is joined by then. Each stands alone.",
    ),
    why: wording(
        "「残してから年にする」は、どちらを望むのか分かりません。",
        "\"Keep, then year\" doesn't say which of the two is wanted.",
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
    "Patient.gender": keep
    "Patient.birthDate": keep then year
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
    "Patient.birthDate": year
  }
}"#,
    ),
};

pub fn chain(at: Origin, action: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{action} を then でつなぐことはできません。"),
            format!("'{action}' can't be part of a 'then' chain."),
        ),
    )
    .help(Text::new(
        "keep と drop は一つだけで書きます。",
        "keep and drop stand alone.",
    ))
}
