use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_model::Day;

pub static PAGE: Page = Page {
    code: 856,
    title: wording("出る前に始まる許可", "A permit that begins before it was issued"),
    meaning: wording("許可の最初の日が、それが出た日より前です。", "The first day of the permit lies before the day on which it was issued."),
    why: wording("許可が出るまで、それによる利用はありません。また、通知への反対より前に出た許可かどうかは、この日で決まります（EHDS 71条3項）。", "Nothing is used on a permit that is not issued yet; and whether it was issued before somebody's objection is told by this day (EHDS Article 71(3))."),
    example: Example::Declarations(r#"deliver first_delivery {
  label ja "最初の提供" en "The first delivery"
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis 本人同意
  as coded
  format fhir R4
  permit "A-1" issued 2026-05-20 from 2026-05-01 until 2028-04-30
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
  permit "A-1" issued 2026-05-20 from 2026-05-20 until 2028-04-30
}
"#),
};

pub fn permit_begins_first(at: Origin, issued: Day, from: Day) -> Problem {
    PAGE.error(at, Text::new(format!("許可は {issued} に出たのに、{from} から始まっています。"), format!("The permit was issued on {issued}, and begins on {from}.")))
        .help(Text::new("許可証の日付のとおりに書いてください。", "Write the days as they stand on the permit."))
}
