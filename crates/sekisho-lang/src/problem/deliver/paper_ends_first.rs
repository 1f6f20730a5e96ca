use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 849,
    title: wording("始まる前に終わる書類", "A paper that ends before it begins"),
    meaning: wording("契約や許可の終わりの日が、初めの日より前です。", "A contract or a permit ends before its first day."),
    why: wording("その書類のもとで渡せる日が一日もありません。", "There is no day on which anything could be delivered under it."),
    example: Example::Declarations(r#"deliver first_delivery {
  label ja "最初の提供" en "The first delivery"
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
  contract "C-1" on 2026-05-01 until 2026-04-30
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
  contract "C-1" on 2026-05-01 until 2028-03-31
}
"#),
};

pub fn paper_ends_first(at: Origin, paper: &Text) -> Problem {
    PAGE.error(at, Text::new(format!("{}は、始まる前に終わっています。", paper.ja), format!("The {} ends before it begins.", paper.en)))
        .help(Text::new("書類の日付を確かめてください。", "Check the days on the paper."))
}
