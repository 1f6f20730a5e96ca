use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 806,
    title: wording("承認の終わりより後の期限", "Later than the approval"),
    meaning: wording(
        "提供の期限が、倫理審査の承認の終わりより後です。",
        "The delivery may run after the approval of the study has ended.",
    ),
    why: wording(
        "承認の切れた研究に、データは一件も渡せません。",
        "Nothing is delivered to a study whose approval has ended.",
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
  once before 2031-03-31
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
  once before 2029-03-31
}"#,
    ),
};

pub fn after_the_approval(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "提供の期限が、倫理審査の承認の終わりより後です。",
            "The delivery may run after the study's approval has ended.",
        ),
    )
    .help(Text::new(
        "承認の期間内の日にしてください。",
        "Choose a day within the approval.",
    ))
}
