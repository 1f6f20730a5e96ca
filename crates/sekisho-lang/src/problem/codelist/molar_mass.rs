use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 220,
    title: wording("モル質量でない", "No molar mass"),
    meaning: wording(
        "molar mass の値が、正の「質量／物質量」ではありません。",
        "What stands behind 'molar mass' is no positive mass per amount of substance.",
    ),
    why: wording(
        "µmol/L と mg/dL はモル質量でだけ換算できます。誤った値は、しきい値の前後の患者を入れ替えます。",
        "umol/L and mg/dL are joined by the molar mass alone. A wrong one swaps the patients around the threshold.",
    ),
    example: Example::Declarations(
        r#"codelist creatinine {
  system "LOINC"
  molar mass 113.12 "g/L"
  include "2160-0"
}"#,
    ),
    instead: Example::Declarations(
        r#"codelist creatinine {
  system "LOINC"
  molar mass 113.12 "g/mol"
  include "2160-0"
}
cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where some lab has (code in creatinine and value > 1.5 "mg/dL" unknown exclude)
}"#,
    ),
};

pub fn molar_mass(at: Origin, written: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{written} はモル質量ではありません。"),
            format!("{written} is no molar mass."),
        ),
    )
    .help(Text::new(
        "molar mass 113.12 \"g/mol\" のように書いてください。",
        "Write molar mass 113.12 \"g/mol\".",
    ))
}
