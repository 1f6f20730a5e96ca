use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1032,
    title: wording(
        "内部の誤り：二つの評価が違う",
        "Internal error: two engines differ",
    ),
    meaning: wording(
        "同じコホートについて、SQL と基準の評価器の答えが違いました。Sekisho の誤りです。",
        "SQL and the reference evaluator answer differently for one cohort. It is a mistake in Sekisho.",
    ),
    why: wording(
        "どちらが正しいか分からない間は、このコホートの人数も提供も信頼できません。",
        "While it is open which is right, neither counts nor deliveries of this cohort can be relied on.",
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

pub fn engines_differ(at: Origin, cohort: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("コホート「{cohort}」の答えが SQL と基準の評価器とで違います。"),
            format!("SQL and the reference evaluator differ on the cohort {cohort}."),
        ),
    )
    .help(Text::new(
        "この方針と一緒に報告してください。どちらの答えにも頼らないでください。",
        "Report it with this policy, and rely on neither answer.",
    ))
}
