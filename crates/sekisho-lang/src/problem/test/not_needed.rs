use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1024,
    title: wording(
        "要るはずの書類がなくても許可された",
        "Allowed without the paper it should need",
    ),
    meaning: wording(
        "expect allowed … require の行の書類がなくても許可されました。",
        "It is allowed even without what the 'expect allowed … require' line names.",
    ),
    why: wording(
        "求めているはずの承認や理由が、実際には求められていません。",
        "The approval or justification that was meant to be required is not.",
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

pub fn not_needed(at: Origin, class: &str, ja: &str, en: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{ja}がなくても {class} について許可されました。"),
            format!("It is allowed on {class} even without {en}."),
        ),
    )
    .help(Text::new(
        "規則に require を加えるか、期待の require を消してください。",
        "Add the 'require' to the rule, or remove it from the expectation.",
    ))
}
