use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 814,
    title: wording(
        "提供先の国が国の記号ではない",
        "The recipient's country is no country code",
    ),
    meaning: wording(
        "提供先の国は ISO 3166-1 の大文字二字で書きます。",
        "The recipient's country is written in two capital letters of ISO 3166-1.",
    ),
    why: wording(
        "国内か国外かで、必要な同意が変わります。",
        "At home and abroad need different consent.",
    ),
    example: Example::Declarations(
        r#"deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "jp"
  basis 本人同意
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

pub fn recipient_abroad(at: Origin, country: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("提供先の国「{country}」は国の記号ではありません。"),
            format!("The recipient's country '{country}' is no country code."),
        ),
    )
    .help(Text::new(
        "ISO 3166-1 の大文字二字（JP, US など）で書いてください。",
        "Write the two capital letters of ISO 3166-1, such as JP or US.",
    ))
}
