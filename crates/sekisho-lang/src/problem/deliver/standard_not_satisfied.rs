use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_model::policy::Basis;

pub static PAGE: Page = Page {
    code: 846,
    title: wording("根拠の基準を満たさない形", "A form that is not proved by the basis's standard"),
    meaning: wording("法的根拠は、加工の基準を名指しています。プロファイルは、別の法律の基準を満たすと示されていても、この基準は示していません。", "The legal basis names the standard of processing, and the profile is not proved to satisfy it, though it may satisfy that of another act."),
    why: wording("匿名加工情報、行政機関等匿名加工情報、匿名加工医療情報は、形が似ていても別々の基準で作られるものです。", "Anonymized information of the APPI, of public bodies and of the NGMIA look alike and are made by different standards."),
    example: Example::Declarations(r#"basis own_basis {
  label ja "独自の根拠" en "Our own"
  institutions any
  standards jp_ngmia_pseudonymized
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

pub fn standard_not_satisfied(at: Origin, basis: &Basis, profile: &str, declared: Origin) -> Problem {
    let (name, standards) = (&basis.name, basis.standards.join(" / "));
    let first = basis.standards.first().map_or("", String::as_str);
    PAGE.error(at, Text::new(format!("法的根拠「{name}」は {standards} を満たす形を求めますが、プロファイル「{profile}」はそれを示していません。"), format!("The legal basis '{name}' asks for {standards}, and the profile '{profile}' is not proved to satisfy it.")))
        .help(Text::new(format!("プロファイルに satisfies {first} と書き、足りない行を直してください。"), format!("Write 'satisfies {first}' in the profile, and mend what it then says.")))
        .related(declared, Text::new("プロファイルはここ", "the profile is here"))
}
