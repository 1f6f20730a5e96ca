use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 622,
    title: wording(
        "決して成り立たない条件",
        "A condition that never holds",
    ),
    meaning: wording(
        "この条件を満たす患者はいません。",
        "No patient can meet this condition.",
    ),
    why: wording(
        "コホートは必ず空になります。",
        "The cohort is always empty.",
    ),
    example: Example::Declarations("cohort lung_patients {\n  from patient\n  index first diagnosis where code in lung_cancer as onset\n  where age at onset > 200 years unknown exclude\n}"),
    instead: Example::Declarations("cohort lung_patients {\n  from patient\n  index first diagnosis where code in lung_cancer as onset\n  where age at onset > 20 years unknown exclude\n}"),
};

pub fn never(at: Origin) -> Problem {
    PAGE.error(at, Text::new("この条件が成り立つことはありません。", "This condition never holds."))
    .help(Text::new("数を確かめてください。strictly within 0 days に入る日はありません。", "Check the number. No day lies 'strictly within 0 days'."))
}
