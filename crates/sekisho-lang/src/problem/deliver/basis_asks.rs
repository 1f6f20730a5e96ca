use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_model::asks::{Ask, Asked};
use sekisho_model::law::clause;

pub static PAGE: Page = Page {
    code: 847,
    title: wording("法的根拠が求めるものがない", "What the legal basis asks is missing"),
    meaning: wording("法的根拠は、契約、審査済みの提案、提供先の認定、学術研究機関などを求めています。提供にはそれがありません。", "The legal basis asks for a contract, a screened proposal, a certified or listed recipient, an academic side or a permit, and the delivery does not have it."),
    why: wording("条文は、その手続を経たときにだけ提供を認めています。", "The clause allows the delivery only where that procedure was followed."),
    example: Example::Declarations(r#"basis own_basis {
  label ja "独自の根拠" en "Our own"
  institutions any
  regimes any
  recipients any
  purposes any
  countries home
  asks contract cites "病院条例 第4条"
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
}
"#),
    instead: Example::Declarations(r#"basis own_basis {
  label ja "独自の根拠" en "Our own"
  institutions any
  regimes any
  recipients any
  purposes any
  countries home
  asks contract cites "病院条例 第4条"
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
  contract "C-2026-01" on 2026-05-01 until 2028-03-31
}
"#),
};

pub fn basis_asks(at: Origin, basis: &str, asked: &Asked, declared: Origin) -> Problem {
    let (what, line, cites) = (asked.what.text(), asked.what.line(), clause(&asked.cites));
    let help = match &asked.what {
        Ask::AcademicSide => Text::new(
            "銀行が学術研究機関等（16条8項）なら sekisho.yaml の institution に academic: yes と書いてください。どちらも違うなら、別の根拠を選んでください。",
            "If the bank is an academic institution (art. 16(8)), write academic: yes under institution in sekisho.yaml; if neither side is, choose another basis.",
        ),
        _ => Text::new(format!("提供に書いてください: {line}"), format!("Write in the delivery: {line}")),
    };
    PAGE.error(at, Text::new(format!("法的根拠「{basis}」は{}を求めますが、この提供にはありません（{cites}）。", what.ja), format!("The legal basis '{basis}' asks for {}, and this delivery has none ({cites}).", what.en)))
        .help(help)
        .related(declared, Text::new("根拠はここで定められています", "the basis is declared here"))
}
