use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(802);

pub fn cohort_of_another_study(at: Origin, cohort: &str, study: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("コホート「{cohort}」は研究「{study}」のものではありません。"),
            format!("The cohort '{cohort}' does not belong to the study '{study}'."),
        ),
    )
    .help(Text::new(
        "研究の cohort に加えるか、別のコホートを選んでください。",
        "Add it to the study's cohorts, or choose another.",
    ))
}
