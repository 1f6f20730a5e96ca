use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_model::asks::Asked;
use sekisho_model::consent::Duration;
use sekisho_model::law::clause;

pub static PAGE: Page = Page {
    code: 848,
    title: wording("長すぎる許可", "A permit that is too long"),
    meaning: wording("許可の期間が、法的根拠の認める長さを超えています。", "The permit runs longer than the legal basis allows."),
    why: wording("その長さの許可はありません。許可書の日付の写し間違いか、別の書類です。", "There is no such permit: the days were copied wrongly, or it is another paper."),
    example: Example::Declarations(r#"basis own_basis {
  label ja "独自の根拠" en "Our own"
  institutions any
  regimes any
  recipients any
  purposes any
  countries home
  asks permit at most 10 years cites "病院条例 第5条"
  cites "病院条例 第3条"
}
deliver first_delivery {
  label ja "最初の提供" en "The first delivery"
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis own_basis
  as coded
  format fhir R4
  permit "A-1" from 2026-05-01 until 2036-05-01
}
"#),
    instead: Example::Declarations(r#"basis own_basis {
  label ja "独自の根拠" en "Our own"
  institutions any
  regimes any
  recipients any
  purposes any
  countries home
  asks permit at most 10 years cites "病院条例 第5条"
  cites "病院条例 第3条"
}
deliver first_delivery {
  label ja "最初の提供" en "The first delivery"
  study outcomes
  cohort lung_patients
  data administrative, clinical, laboratory
  to org "東京大学" kind university country "JP"
  basis own_basis
  as coded
  format fhir R4
  permit "A-1" from 2026-05-01 until 2036-04-30
}
"#),
};

pub fn permit_too_long(at: Origin, asked: &Asked, at_most: Duration) -> Problem {
    let cites = clause(&asked.cites);
    PAGE.error(at, Text::new(format!("許可は {at_most} までです（{cites}）。"), format!("A permit runs for {at_most} at most ({cites}).")))
        .help(Text::new("許可書の初めの日と終わりの日を確かめてください。", "Check the first and the last day on the permit."))
}
