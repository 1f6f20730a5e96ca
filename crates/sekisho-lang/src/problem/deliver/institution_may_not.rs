use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_model::policy::Basis;
use sekisho_model::institution::InstitutionKind;

pub static PAGE: Page = Page {
    code: 844,
    title: wording("この機関には使えない法的根拠", "A basis that is not for this institution"),
    meaning: wording("法的根拠は、この銀行を持つ種類の機関のものではありません。", "The legal basis is not for the kind of institution that holds this bank."),
    why: wording("国立大学法人、国立研究開発法人、NHO、JCHO などには、個人情報保護法 43条から46条までが適用されません（58条1項）。匿名加工した情報を渡すには、提案・審査・契約を経て行政機関等匿名加工情報として渡します（109条から116条まで、125条）。", "Articles 43 to 46 do not apply to national university corporations, national research agencies, NHO or JCHO (art. 58(1)). They deliver anonymized data after proposal, screening and contract, as anonymously processed information of public bodies (arts. 109–116, 125)."),
    example: Example::Declarations(r#"# sekisho.yaml: institution: { kind: national_research }
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

pub fn institution_may_not(at: Origin, basis: &Basis, kind: InstitutionKind, other: Option<&str>, declared: Origin) -> Problem {
    let (name, word, label, clause) = (&basis.name, kind.as_str(), kind.label(), kind.clause());
    let kinds: Vec<&str> = basis.institutions.iter().map(|k| k.as_str()).collect();
    let kinds = kinds.join(", ");
    let law = kind.chapter().text();
    let help = match other {
        Some(other) => Text::new(format!("{}。{word} には「{other}」があります。", law.ja), format!("{}. For {word} there is '{other}'.", law.en)),
        None => Text::new("別の根拠を選んでください。sekisho.yaml の institution が違うなら、直してください。", "Choose another basis, or mend 'institution' in sekisho.yaml if it is wrong."),
    };
    PAGE.error(at, Text::new(format!("法的根拠「{name}」は、{}（{word}、{clause}）のものではありません。使えるのは: {kinds}", label.ja), format!("The legal basis '{name}' is not for {} ({word}, {clause}); it is for: {kinds}.", label.en)))
        .help(help)
        .related(declared, Text::new("根拠はここで定められています", "the basis is declared here"))
}
