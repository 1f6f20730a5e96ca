use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 807,
    title: wording("どの同意書も認めていない", "No form grants it"),
    meaning: wording(
        "この目的・データ・提供先の組を認める同意書の項目がありません。",
        "No item of any form grants this purpose, these data and this recipient together.",
    ),
    why: wording(
        "同意の柵が一件ずつ止めるので、何も出ません。申請の前に気づくための知らせです。",
        "The consent guard would stop every record. It is better to learn that before applying.",
    ),
    example: Example::Declarations(
        r#"deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "Example University" kind university country "US"
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

pub fn nothing_covers(at: Origin, delivery: &str) -> Problem {
    PAGE.warning(at, Text::new(format!("提供「{delivery}」の目的とデータを、どの同意書もこの提供先に認めていません。"), format!("No consent form grants the purpose and data of '{delivery}' to this recipient.")))
        .help(Text::new("同意書の項目（目的、データ、to、in countries）を確かめてください。このままでは何も出ません。", "Check the items of the forms (purpose, data, to, in countries): as it stands nothing leaves."))
}
