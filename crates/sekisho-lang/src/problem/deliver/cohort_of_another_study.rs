use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 802,
    title: wording("その研究のコホートではない", "A cohort of another study"),
    meaning: wording(
        "提供のコホートが、研究の cohort に挙げられていません。",
        "The cohort of the delivery is not among those of its study.",
    ),
    why: wording(
        "承認された対象者だけを渡せます。",
        "Only the people the board approved can be delivered.",
    ),
    example: Example::Declarations(
        r#"cohort everyone {
  from patient
}
deliver first_delivery {
  study outcomes
  cohort everyone
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
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

pub fn cohort_of_another_study(at: Origin, cohort: &str, study: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("コホート「{cohort}」は研究「{study}」のものではありません。"),
            format!("The cohort '{cohort}' does not belong to the study '{study}'."),
        ),
    )
    .help(Text::new(
        "研究の cohort に加えるか、別のコホートを選んでください。",
        "Add it to the study's cohorts, or choose another.",
    ))
}
