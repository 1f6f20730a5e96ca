use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 709,
    title: wording("その基準はない", "No such standard"),
    meaning: wording(
        "satisfies の後の名前が、知られている基準ではありません。",
        "The name after satisfies is no known standard.",
    ),
    why: wording(
        "「仮名加工」や「匿名加工」と名乗ることはできません。基準の条文に照らして確かめられて初めて、そう言えます。",
        "Nobody can just call data pseudonymized or anonymized. It may be said once the profile is checked against the clauses.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_concent
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

pub fn unknown_standard(at: Origin, name: &str, near: Option<&str>, known: &[String]) -> Problem {
    let known = known.join(", ");
    PAGE.error(
        at,
        Text::new(
            format!("「{name}」という基準はありません。"),
            format!("There is no standard '{name}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new(format!("あるのは: {known}"), format!("There are: {known}")),
    ))
    .fix_if(near)
}
