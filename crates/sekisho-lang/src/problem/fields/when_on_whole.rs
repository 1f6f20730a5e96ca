use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1126,
    title: wording("全体に条件は付けられない", "A condition on a whole"),
    meaning: wording("FHIR では、値を一つ持つ要素の規則にだけ when を付けられます。", "In FHIR a condition stands on rules for elements that hold one value."),
    why: wording("全体を残すか消すかは、どの患者でも同じでなければ、受け取る側が形を読めません。", "Whether a whole is there must be the same for every patient, or the recipient can't read the shape."),
    example: Example::Declarations(r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.address": drop when sex is "female" unknown include
    "Patient.birthDate": year
  }
}"#),
    instead: Example::Declarations(r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.address": drop
    "Patient.birthDate": year
  }
}"#),
};

pub fn when_on_whole(at: Origin, selector: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{selector} は値が一つの要素ではないので、when を付けられません。"),
            format!("{selector} is no single value, so it can't have a condition."),
        ),
    )
    .help(Text::new(
        "値を持つ要素（\"Patient.address.postalCode\" など）の規則に付けてください。",
        "Put it on an element that holds a value, such as \"Patient.address.postalCode\".",
    ))
}
