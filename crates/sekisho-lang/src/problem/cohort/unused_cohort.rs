use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 625,
    title: wording(
        "どの研究も使わないコホート",
        "A cohort no study uses",
    ),
    meaning: wording(
        "このコホートを cohort の行に挙げる研究がありません。",
        "No study names this cohort in its 'cohort' line.",
    ),
    why: wording(
        "倫理審査を受けないまま、後から別の研究に使われるかもしれません。",
        "It may come to be used later without any board having looked at it.",
    ),
    example: Example::Declarations("cohort everyone_else {\n  from patient\n  where sex = \"female\" unknown exclude\n}"),
    instead: Example::Declarations(""),
};

pub fn unused_cohort(at: Origin, cohort: &str) -> Problem {
    PAGE.warning(at, Text::new(format!("コホート「{cohort}」を使う研究がありません。"), format!("No study uses the cohort '{cohort}'.")))
    .help(Text::new("研究の cohort に加えるか、消してください。", "Add it to the 'cohort' line of a study, or remove it."))
}
