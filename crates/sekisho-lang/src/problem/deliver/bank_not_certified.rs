use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_model::policy::Basis;

pub static PAGE: Page = Page {
    code: 845,
    title: wording("認定を受けていない銀行", "A bank without the certification"),
    meaning: wording("法的根拠は、国の認定を受けた事業者だけのものです。sekisho.yaml の institution は、その認定を書いていません。", "The legal basis is for businesses that the State has certified, and institution in sekisho.yaml states no such certification."),
    why: wording("次世代医療基盤法で作成・提供・利用できるのは、認定を受けた事業者だけです（9条、33条、41条）。病院は、認定作成事業者に医療情報を渡します（52条、57条）。", "Only certified businesses make, provide and use data under the NGMIA (arts. 9, 33, 41). A hospital hands medical information to a certified maker (arts. 52, 57)."),
    example: Example::Declarations(r#"basis own_basis {
  label ja "独自の根拠" en "Our own"
  institutions any
  certified ngmia_user
  regimes any
  recipients any
  purposes any
  countries home
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
};

pub fn bank_not_certified(at: Origin, basis: &Basis, declared: Origin) -> Problem {
    let asked = |text: fn(&Text) -> &str, with: &str| {
        let labels = basis.certified.iter().map(|one| {
            let label = one.label();
            format!("{} ({}, {})", text(&label), one.as_str(), one.clause())
        });
        labels.collect::<Vec<_>>().join(with)
    };
    let (ja, en) = (asked(|t| &t.ja, "、"), asked(|t| &t.en, " or "));
    let name = &basis.name;
    PAGE.error(at, Text::new(format!("法的根拠「{name}」は、次の認定を受けた銀行だけのものです: {ja}"), format!("The legal basis '{name}' is only for {en}.")))
        .help(Text::new("認定を受けているなら、sekisho.yaml の institution.certified に書いてください。", "If the bank is certified, write so in institution.certified of sekisho.yaml."))
        .related(declared, Text::new("根拠はここで定められています", "the basis is declared here"))
}
