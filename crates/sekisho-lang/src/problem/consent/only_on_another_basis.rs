use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 853,
    title: wording("通知が認めない法的根拠", "A basis that the notice does not name"),
    meaning: wording("同意書のどの項目も含まず、通知だけが含むデータを、通知が挙げていない法的根拠で使おうとしています。", "No item of a form covers these data, only a notice, and the notice holds on another legal basis."),
    why: wording("次世代医療基盤法の通知（52条・57条）は、認定作成者への提供についてのものです。ほかの提供や院内の閲覧は、その通知では認められません。", "A notice under the NGMIA (arts. 52, 57) is about handing data to a certified maker. It covers no other delivery, and no reading in the house."),
    example: Example::Declarations(r#"study outcomes {
  label ja "肺がんの治療成績" en "Outcomes of lung cancer"
  approval "2026-014" by "倫理審査委員会" from 2026-02-10 until 2029-03-31
  permission "2026-014" by "病院長" on 2026-02-20
  purpose outcomes_research
  cohort lung_patients
  data administrative, clinical, laboratory, claims
  role analyst group "outcomes-team" from org "市立病院"
}
access outcomes {
  allow extract to analyst on administrative, clinical, laboratory, claims as handed
    because ja "認定作成者には加工せずに渡す" en "A certified maker is handed it unprocessed"
}
profile handed {
  unlisted drop
  key scope study
  claims { SY.disease_code: keep }
  table patient { patient_id: keep; sex: keep }
}
optout notice {
  label ja "認定作成者への提供の通知" en "Notice of handing over to a certified maker"
  grants research on claims
  notice required 次世代法_通知期間 before first use
  only under 次世代法_匿名作成者への提供
  objection stops at once
}
deliver first_delivery {
  label ja "最初の提供" en "The first delivery"
  study outcomes
  cohort lung_patients
  data claims
  to org "認定作成者" kind university country "JP" certified "M-1" until 2029-03-31
  basis 本人同意
  held as 保険診療
  as handed
  format csv
}
"#),
    instead: Example::Declarations(r#"study outcomes {
  label ja "肺がんの治療成績" en "Outcomes of lung cancer"
  approval "2026-014" by "倫理審査委員会" from 2026-02-10 until 2029-03-31
  permission "2026-014" by "病院長" on 2026-02-20
  purpose outcomes_research
  cohort lung_patients
  data administrative, clinical, laboratory, claims
  role analyst group "outcomes-team" from org "市立病院"
}
access outcomes {
  allow extract to analyst on administrative, clinical, laboratory, claims as handed
    because ja "認定作成者には加工せずに渡す" en "A certified maker is handed it unprocessed"
}
profile handed {
  unlisted drop
  key scope study
  claims { SY.disease_code: keep }
  table patient { patient_id: keep; sex: keep }
}
optout notice {
  label ja "認定作成者への提供の通知" en "Notice of handing over to a certified maker"
  grants research on claims
  notice required 次世代法_通知期間 before first use
  only under 次世代法_匿名作成者への提供
  objection stops at once
}
deliver first_delivery {
  label ja "最初の提供" en "The first delivery"
  study outcomes
  cohort lung_patients
  data claims
  to org "認定作成者" kind university country "JP" certified "M-1" until 2029-03-31
  basis 次世代法_匿名作成者への提供
  held as 保険診療
  as handed
  format csv
}
"#),
};

pub fn only_on_another_basis(at: Origin, name: &str, classes: &str, optout: &str, bases: &str) -> Problem {
    PAGE.error(at, Text::new(format!("「{name}」のデータ {classes} は通知「{optout}」だけが認め、それは法的根拠 {bases} の提供に限ります。"), format!("Only the notice '{optout}' covers {classes} of '{name}', and only on the legal basis {bases}.")))
        .help(Text::new("その根拠で渡すか、その種類を外してください。", "Deliver on that basis, or leave those classes out."))
}
