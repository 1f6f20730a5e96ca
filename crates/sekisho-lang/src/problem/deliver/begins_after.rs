use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_model::Day;

pub static PAGE: Page = Page {
    code: 851,
    title: wording("提供の期限より後に始まる書類", "A paper that begins after the delivery has ended"),
    meaning: wording("提案の審査、契約、許可の初めの日が、提供の最後の日より後です。", "The proposal is screened, or the contract or permit begins, after the last day of the delivery."),
    why: wording("その前の提供は断られるので、この提供は一度も行えません。", "Before that day the delivery is refused, so that it can never run."),
    example: Example::Declarations(r#"deliver first_delivery {
  label ja "最初の提供" en "The first delivery"
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
  contract "C-1" on 2027-05-01
  once before 2027-03-31
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
  contract "C-1" on 2026-05-01
  once before 2027-03-31
}
"#),
};

pub fn begins_after(at: Origin, paper: &Text, from: Day, last: Day) -> Problem {
    PAGE.error(at, Text::new(format!("{}は {from} からですが、提供は {last} で終わります。", paper.ja), format!("The {} holds from {from}, and the delivery ends on {last}.", paper.en)))
        .help(Text::new("どちらかの日付を直してください。", "Mend one of the days."))
}
