use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 704,
    title: wording("その FHIR の型はない", "No such FHIR type"),
    meaning: wording(
        "type の後の名前が FHIR R4 の型ではありません。",
        "The name after type is no type of FHIR R4.",
    ),
    why: wording(
        "綴りの違う型への規則は、何にも効きません。名前（HumanName）を消したつもりが残ります。",
        "A rule on a misspelt type touches nothing: names you meant to drop would stay.",
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
    type HumanNam: drop
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
    type HumanName: drop
  }
}"#,
    ),
};

pub fn unknown_type(at: Origin, name: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(at, Text::new(format!("FHIR R4 に型 {name} はありません。"), format!("FHIR R4 has no type {name}.")))
        .help(near_or(near, Text::new("型の名前（HumanName, date など）を確かめてください。リソースは \"Patient\" のように引用符で書きます。", "Check the type's name (HumanName, date …); a resource is written in quotes, as \"Patient\".")));
    match near {
        Some(near) => problem.fix(format!("type {near}")),
        None => problem,
    }
}
