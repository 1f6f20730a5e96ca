use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 602,
    title: wording("from patient がない", "No from patient"),
    meaning: wording(
        "コホートは患者の集まりです。その最初の行 from patient がありません。",
        "A cohort is a set of patients. Its first line, from patient, is missing.",
    ),
    why: wording(
        "何の集まりかを書くことで、検査の件数や受診の回数と取り違えないようにします。",
        "Saying what is counted keeps patients apart from tests and visits.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  index first diagnosis where code in lung_cancer as onset
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
}"#,
    ),
};

pub fn no_from(at: Origin, cohort: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("コホート「{cohort}」に from patient の行がありません。"),
            format!("The cohort '{cohort}' has no 'from patient' line."),
        ),
    )
    .help(Text::new(
        "コホートは患者の集まりです。from patient と書いてください。",
        "A cohort is a set of patients: write 'from patient'.",
    ))
}
