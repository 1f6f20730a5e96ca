use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1025,
    title: wording(
        "コホートに入らない患者",
        "A patient who is not in the cohort",
    ),
    meaning: wording(
        "入るはずの患者が、SQL でも基準の評価器でもコホートに入りませんでした。",
        "A patient who should be in the cohort is not, by SQL and by the reference evaluator alike.",
    ),
    why: wording(
        "条件が思ったより狭いか、患者の事実が足りません。",
        "A condition is narrower than meant, or the patient lacks a fact.",
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

pub fn not_a_member(at: Origin, patients: &str, cohort: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{patients} はコホート「{cohort}」に入りません。"),
            format!("{patients} is not in the cohort {cohort}."),
        ),
    )
    .help(Text::new(
        "下の ✘ の条件を見て、患者の事実か条件を直してください。",
        "See the conditions marked ✘ below; mend the patient's facts or the condition.",
    ))
}
