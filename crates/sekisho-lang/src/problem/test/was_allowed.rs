use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1022,
    title: wording(
        "拒否されるはずが許可された",
        "Expected denied, and it was allowed",
    ),
    meaning: wording(
        "expect denied の行が、実際の関所では許可されました。",
        "An 'expect denied' line was allowed by the real gate.",
    ),
    why: wording(
        "止まると思っていたものが出ていきます。実際のデータに使う前に直すべき失敗です。",
        "What was thought to be stopped would leave. Mend it before real data is touched.",
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

pub fn was_allowed(at: Origin, class: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("拒否されるはずが、{class} について許可されました。"),
            format!("Expected denied, but it is allowed on {class}."),
        ),
    )
    .help(Text::new(
        "下の規則が許しています。規則を狭めるか、期待を直してください。",
        "The rule below lets it through: narrow it, or correct the expectation.",
    ))
}
