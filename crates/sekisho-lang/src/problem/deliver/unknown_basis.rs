use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 808,
    title: wording("知らない法的根拠", "An unknown legal basis"),
    meaning: wording(
        "basis に書かれた根拠は、知られているもののどれでもありません。",
        "What is written after basis is none of the known legal bases.",
    ),
    why: wording(
        "根拠によって、求められる加工・提供先・手続きが違います。",
        "Each basis demands its own processing, recipients and procedure.",
    ),
    example: Example::Declarations(
        r#"deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同以
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

pub fn unknown_basis(at: Origin, basis: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(at,
        Text::new(
            format!("法的根拠「{basis}」は知られていません。"),
            format!("The legal basis '{basis}' is not known."),
        ),
    )
    .help(near_or(
        near,
        Text::new("例: basis 本人同意", "For example: basis 本人同意"),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
