use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1026,
    title: wording(
        "コホートに入ってしまう患者",
        "A patient who is in the cohort",
    ),
    meaning: wording(
        "入らないはずの患者がコホートに入りました。",
        "A patient who should not be in the cohort is.",
    ),
    why: wording(
        "研究の対象でない人のデータが使われることになります。",
        "Data of somebody outside of the study would be used.",
    ),
    example: Example::NotShown(wording(
        "`sekisho test` が走って初めて分かることなので、check には出ません。",
        "It shows only when `sekisho test` runs; `check` never says it.",
    )),
    instead: Example::NotShown(wording(
        "`sekisho test` が走って初めて分かることなので、check には出ません。",
        "It shows only when `sekisho test` runs; `check` never says it.",
    )),
};

pub fn a_member(at: Origin, patients: &str, cohort: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{patients} はコホート「{cohort}」に入ります。"),
            format!("{patients} is in the cohort {cohort}."),
        ),
    )
    .help(Text::new(
        "下の条件はすべて満たされています。条件を加えるか、期待を直してください。",
        "Every condition below holds: add one, or correct the expectation.",
    ))
}
