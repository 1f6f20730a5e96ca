use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_model::Day;

pub static PAGE: Page = Page {
    code: 852,
    title: wording("審査より前の契約", "A contract before the screening"),
    meaning: wording("契約の日が、提案の審査が済んだ日より前です。", "The contract is dated before the proposal was screened."),
    why: wording("契約を結べるのは、審査の結果の通知を受けた者です（個人情報保護法 114条2項・115条）。", "Only who was told that the proposal passed may conclude the contract (APPI arts. 114(2), 115)."),
    example: Example::Declarations(r#"deliver first_delivery {
  label ja "最初の提供" en "The first delivery"
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
  proposal "P-1" screened 2026-05-10
  contract "C-1" on 2026-05-01
}
"#),
    instead: Example::Declarations(r#"deliver first_delivery {
  label ja "最初の提供" en "The first delivery"
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
  proposal "P-1" screened 2026-04-20
  contract "C-1" on 2026-05-01
}
"#),
};

pub fn contract_before_screening(at: Origin, on: Day, screened: Day) -> Problem {
    PAGE.error(at, Text::new(format!("契約は {on} ですが、提案の審査が済んだのは {screened} です（個人情報保護法 114条2項・115条）。"), format!("The contract is of {on}, and the proposal was screened on {screened} (APPI arts. 114(2), 115).")))
        .help(Text::new("審査の通知の後に契約してください。", "Conclude the contract after the notice of the screening."))
}
