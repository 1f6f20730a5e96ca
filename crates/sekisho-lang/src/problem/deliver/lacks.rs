use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 801,
    title: wording("提供に必要な行がない", "The delivery lacks a line"),
    meaning: wording(
        "研究、コホート、データ、提供先（種類と国）、根拠、形、形式のうち、書かれていないものがあります。",
        "One of study, cohort, data, recipient (with kind and country), basis, profile and format is not written.",
    ),
    why: wording(
        "倫理委員会が署名するのはこの宣言です。空欄のある申請書に署名はできません。",
        "This is what an ethics board signs. Nobody signs a form with blanks.",
    ),
    example: Example::Declarations(
        r#"deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  as coded
  format fhir R4
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
}"#,
    ),
};

pub fn lacks(at: Origin, delivery: &str, lines: &[&str], example: &str) -> Problem {
    let (ja, en) = (lines.join("、"), lines.join("', '"));
    PAGE.error(at,
        Text::new(
            format!("提供「{delivery}」に次の言葉がありません: {ja}"),
            format!("The delivery '{delivery}' lacks: '{en}'."),
        ),
    )
    .help(Text::new(
        format!("例: {example}"),
        format!("For example: {example}"),
    ))
}
