use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 122,
    title: wording("使えない単位", "A unit that can't be used here"),
    meaning: wording(
        "長さの単位が、この場所で意味を持つものではありません。",
        "The unit of this length has no meaning in this place.",
    ),
    why: wording(
        "月の長さは 28 日から 31 日まであります。日付をずらす幅のように日数で決めるものを月で書くと、幅が決まりません。",
        "A month has 28 to 31 days. What is counted in days, such as how far dates shift, is not fixed by a number of months.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 6 months
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

pub fn wrong_unit(unit: &str, wanted: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("単位 {unit} はここでは使えません。"), format!("The unit {unit} can't be used here.")))
        .help(Text::new(format!("使える単位: {wanted}"), format!("Units that can: {wanted}")))
}
