use sekisho_model::policy::Basis;
use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_syntax::ast::Name;

pub static PAGE: Page = Page {
    code: 871,
    title: wording(
        "同意で渡そうとした仮名加工情報",
        "仮名加工情報 under a person's consent",
    ),
    meaning: wording(
        "この提供は仮名加工情報を、本人の同意や、学術研究・公衆衛生の例外を根拠に渡そうとしています。",
        "This delivery gives 仮名加工情報 (pseudonymously processed information) on the person's consent, or on the exception for research or public health.",
    ),
    why: wording(
        "仮名加工情報は、同意があっても第三者に提供できません（個人情報保護法41条6項）。渡せるのは法令に基づく場合、委託、事業の承継、共同利用だけです。同意で渡すのは、名前を除いて符号にした個人データです。",
        "仮名加工情報 goes to no third party, consent or not (art. 41(6) of the Act on the Protection of Personal Information): only by law, to a processor, to a successor or in joint use. What leaves on consent is coded personal data.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_pseudonymized
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date: shift
    "Patient.gender": keep
  }
}"#,
    ),
    instead: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date: shift
    "Patient.gender": keep
  }
}"#,
    ),
};

pub fn pseudonymized_leaves(at: Origin, basis: &Basis, profile: &str, said: &Name) -> Problem {
    let basis = &basis.name;
    let (ja, en, clause_ja, clause_en) = match said.text.starts_with("jp_ngmia") {
        true => (
            "仮名加工医療情報",
            "pseudonymously processed medical information (仮名加工医療情報)",
            "次世代医療基盤法36条2項",
            "art. 36(2) of the NGMIA",
        ),
        false => (
            "仮名加工情報",
            "pseudonymously processed information (仮名加工情報)",
            "個人情報保護法41条6項",
            "art. 41(6) of the APPI",
        ),
    };
    PAGE.error(
        at,
        Text::new(
            format!("プロファイル「{profile}」は、データを{ja}にします。{ja}は「{basis}」では第三者に渡せません（{clause_ja}）。"),
            format!("The profile '{profile}' makes the data {en}. These go to no third party under '{basis}' ({clause_en})."),
        ),
    )
    .help(Text::new(
        "同意で渡すのは符号化した個人データです。プロファイルを satisfies jp_coded_consent にするか、委託・共同利用を根拠にしてください。",
        "What leaves on consent is coded personal data: let the profile say 'satisfies jp_coded_consent', or rest the delivery on 委託 or 共同利用.",
    ))
    .related(
        said.origin.clone(),
        Text::new("仮名加工だと、ここで言っています", "it is said to be pseudonymized here"),
    )
}
