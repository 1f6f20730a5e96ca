use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(602);

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
