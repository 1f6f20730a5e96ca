use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1027,
    title: wording(
        "不明な値で止まったコホート",
        "A cohort stopped by an unknown value",
    ),
    meaning: wording(
        "unknown stop の条件に、値の分からない患者が当たりました。",
        "A condition with 'unknown stop' met a patient whose value is not known.",
    ),
    why: wording(
        "本番でも、そのような患者が一人いれば提供全体が止まります。",
        "In earnest one such patient stops the whole delivery.",
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

pub fn cohort_stopped(at: Origin, cohort: &str, unknown: u64) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("コホート「{cohort}」は、条件が不明な患者が {unknown} 人いるため止まりました。"),
            format!("The cohort {cohort} stops: a condition is unknown for {unknown} of the patients."),
        ),
    )
    .help(Text::new(
        "その値を test に書くか、unknown exclude / include にしてください。",
        "Give the value in the test, or write 'unknown exclude' or 'unknown include'.",
    ))
}
