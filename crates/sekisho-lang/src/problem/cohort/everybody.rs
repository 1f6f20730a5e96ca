use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 626,
    title: wording(
        "全員のコホート",
        "A cohort of everybody",
    ),
    meaning: wording(
        "from patient だけで、起点も条件もありません。銀行の患者全員が入ります。",
        "It has 'from patient' and nothing else: no index event, no condition. Every patient of the bank is in it.",
    ),
    why: wording(
        "研究に要る人だけを対象にするのが、目的の範囲で使うということです。",
        "Using data within its purpose means taking only the people the study needs.",
    ),
    example: Example::Declarations("cohort lung_patients {\n  from patient\n}"),
    instead: Example::Declarations("cohort lung_patients {\n  from patient\n  index first diagnosis where code in lung_cancer as onset\n}"),
};

pub fn everybody(at: Origin, cohort: &str) -> Problem {
    PAGE.warning(at, Text::new(format!("コホート「{cohort}」には条件がなく、患者全員が入ります。"), format!("The cohort '{cohort}' has no condition: every patient is in it.")))
    .help(Text::new("index か where を書いて、研究に要る人に絞ってください。", "Narrow it by an 'index' or 'where' line to the people the study needs."))
}
