use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1033,
    title: wording(
        "元から無い値の missing",
        "A value that was never there is missing",
    ),
    meaning: wording(
        "expect output … missing の患者に、その項目の値がありません。",
        "The patient of an 'expect output … missing' line has no value in that field.",
    ),
    why: wording(
        "プロファイルがその項目をそのまま出すとしても、この期待は通ってしまいます。",
        "It would pass even if the profile let the field out as it is.",
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

pub fn nothing_to_leave(at: Origin, path: &str) -> Problem {
    PAGE.error(at, Text::new(format!("この患者に {path} の値が書かれていないので、出ないのは当たり前です。"), format!("The patient has no {path}, so that nothing leaves shows nothing.")))
    .help(Text::new("患者にその値を書いてください。", "Give the patient a value."))
}
