use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 705,
    title: wording("その FHIR の要素はない", "No such FHIR element"),
    meaning: wording(
        "引用符の中のパスが FHIR R4 にありません。",
        "The path in quotes is not in FHIR R4.",
    ),
    why: wording(
        "存在しない要素への規則は何も守りません。正しい名前の要素は、規則がなければ出ません。",
        "A rule on an element that isn't there protects nothing; the right one has no rule.",
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
    "Patient.birthDay": year
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

pub fn unknown_path(at: Origin, path: &str, why: &Text, near: Option<String>) -> Problem {
    let problem = PAGE.error(at,
        Text::new(
            format!("FHIR R4 に \"{path}\" という要素はありません。{}", why.ja),
            format!("FHIR R4 has no element \"{path}\". {}", why.en),
        ),
    )
    .help(near_or(
        near.as_deref(),
        Text::new(
            "要素の名前を確かめてください。",
            "Check the element's name.",
        ),
    ));
    match near {
        Some(near) => problem.fix(format!("\"{near}\"")),
        None => problem,
    }
}
