use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 805,
    title: wording("取り出せる人がいない", "Nobody may run it"),
    meaning: wording(
        "この形でのデータの取り出しを許された役割が、研究にありません。",
        "No role of the study is allowed to extract these data in this form.",
    ),
    why: wording(
        "提供だけを書いても許可にはなりません。許可は access にだけあります。",
        "A delivery is no permission. Permissions stand in access alone.",
    ),
    example: Example::Declarations(
        r#"access outcomes {
  allow count to analyst on administrative, clinical, laboratory as counts
}
deliver first_delivery {
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
}"#,
    ),
    instead: Example::Declarations(
        r#"access outcomes {
  allow count to analyst on administrative, clinical, laboratory as counts
  allow extract to analyst on administrative, clinical, laboratory as coded
}
deliver first_delivery {
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

pub fn nobody_may(at: Origin, delivery: &str, profile: &str) -> Problem {
    PAGE.warning(at,
        Text::new(
            format!("提供「{delivery}」を取り出せる人がいません。"),
            format!("Nobody may run the delivery '{delivery}'."),
        ),
    )
    .help(Text::new(
        format!("研究の access に allow extract … as {profile} を書いてください。"),
        format!("Write 'allow extract … as {profile}' in the study's access."),
    ))
}
