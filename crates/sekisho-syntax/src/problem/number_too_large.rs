use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 117,
    title: wording("数が大きすぎる", "The number is too large"),
    meaning: wording(
        "この場所で扱える大きさを超える数です。桁の打ち間違いのことが多いです。",
        "The number is beyond what this place can hold. Usually a digit too many was typed.",
    ),
    why: wording(
        "大きすぎる上限は、上限がないのと同じです。",
        "A limit that is too high is no limit.",
    ),
    example: Example::Declarations(
        r#"deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
  limit patients 99999999999999999999
}"#,
    ),
    instead: Example::Declarations(
        r#"deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
  limit patients 500
}"#,
    ),
};

pub fn number_too_large(number: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("数 {number} はここでは大きすぎます。"), format!("The number {number} is too large here.")))
        .help(Text::new("もっと小さな数にしてください。", "Use a smaller number."))
}
