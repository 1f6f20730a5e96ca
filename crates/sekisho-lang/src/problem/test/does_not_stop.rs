use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1030,
    title: wording(
        "提供がその理由で止まらない",
        "A delivery that does not stop for this reason",
    ),
    meaning: wording(
        "expect delivery … stops because の理由では止まりませんでした。",
        "The delivery did not stop for the reason 'stops because' names.",
    ),
    why: wording(
        "止めるはずの規則が効いていないか、別の規則が先に止めています。",
        "The rule that should stop it has no effect, or another stops it first.",
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

pub fn does_not_stop(at: Origin, delivery: &str, reason: &Text, ja: &str, en: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("提供「{delivery}」は「{}」のために止まるはずが、{ja}", reason.ja),
            format!("The delivery {delivery} should stop because of {}; {en}", reason.en),
        ),
    )
    .help(Text::new(
        "下の結果を見て、規則か期待を直してください。",
        "See what came out below; mend the rule or the expectation.",
    ))
}
