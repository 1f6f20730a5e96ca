use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_model::institution::InstitutionKind;

pub static PAGE: Page = Page {
    code: 843,
    title: wording("だれの銀行かが書かれていない", "Whose bank it is is not stated"),
    meaning: wording("法的根拠は、使える機関を限っています。このパッケージの sekisho.yaml は、どの種類の機関かを書いていません。", "The legal basis is for some institutions only, and sekisho.yaml of this package does not state what kind of institution holds the bank."),
    why: wording("民間の病院と国立研究開発法人では、匿名加工情報を作る章が違います（個人情報保護法 58条）。黙っていれば、使えない条文で提供することになります。", "A private hospital and a national research agency anonymize under different chapters of the Act (art. 58). Silence would let data out under a clause that does not apply."),
    example: Example::Declarations(r#"# sekisho.yaml: no institution
profile anonymous {
  satisfies jp_anonymized
  unlisted drop
  key scope delivery destroyed after delivery
  release {
    k 5 on patient.age, patient.sex suppress
    singular suppress
  }
  table patient { age: band [20, 40, 60, 80]; sex: keep }
  table diagnosis { code: keep; date: year }
}
access outcomes {
  allow extract to analyst on administrative, clinical as anonymous
    because ja "匿名加工した形でだけ渡す" en "In anonymized form alone"
}
deliver first_delivery {
  label ja "最初の提供" en "The first delivery"
  study outcomes
  cohort lung_patients
  data administrative, clinical
  to org "東京大学" kind university country "JP"
  basis 匿名加工情報
  as anonymous
  format csv
}
"#),
    instead: Example::Declarations(r#"# sekisho.yaml: institution: { kind: private }
profile anonymous {
  satisfies jp_anonymized
  unlisted drop
  key scope delivery destroyed after delivery
  release {
    k 5 on patient.age, patient.sex suppress
    singular suppress
  }
  table patient { age: band [20, 40, 60, 80]; sex: keep }
  table diagnosis { code: keep; date: year }
}
access outcomes {
  allow extract to analyst on administrative, clinical as anonymous
    because ja "匿名加工した形でだけ渡す" en "In anonymized form alone"
}
deliver first_delivery {
  label ja "最初の提供" en "The first delivery"
  study outcomes
  cohort lung_patients
  data administrative, clinical
  to org "東京大学" kind university country "JP"
  basis 匿名加工情報
  as anonymous
  format csv
}
"#),
};

pub fn institution_not_stated(at: Origin, basis: &str, declared: Origin) -> Problem {
    let kinds = InstitutionKind::ALL.map(InstitutionKind::as_str).join(", ");
    PAGE.error(at, Text::new(format!("法的根拠「{basis}」を使える機関は限られていますが、このパッケージは、どの種類の機関の銀行かを書いていません。"), format!("The legal basis '{basis}' is for some institutions only, and this package does not state whose bank it is.")))
        .help(Text::new(format!("sekisho.yaml に書いてください: institution: {{ kind: private, academic: no }}。kind は {kinds} のどれか。"), format!("Write in sekisho.yaml: institution: {{ kind: private, academic: no }}; kind is one of {kinds}.")))
        .related(declared, Text::new("根拠はここで定められています", "the basis is declared here"))
}
