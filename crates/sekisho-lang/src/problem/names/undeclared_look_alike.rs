use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::analyze::Kind;

pub static PAGE: Page = Page {
    code: 231,
    title: wording(
        "宣言された名前に見えるが、別の文字",
        "It looks like a declared name, and isn't",
    ),
    meaning: wording(
        "その名前は宣言されていません。見た目のよく似た名前なら宣言されています。カ（かな）と力（漢字）、ロと口、ーと一などの取り違えです。",
        "No such name is declared, but one that looks just like it is. Some letter was taken for another of its shape: kana カ for kanji 力, ロ for 口, the long mark ー for 一.",
    ),
    why: wording(
        "画面で何度読み返しても、間違いは見えません。だから Sekisho が文字の違いを指します。",
        "However often you read it on the screen, the mistake can't be seen. So Sekisho points at the letter.",
    ),
    example: Example::Declarations(
        "purpose カルテ研究 under research\npurpose カルテの質 under 力ルテ研究",
    ),
    instead: Example::Declarations(
        "purpose カルテ研究 under research\npurpose カルテの質 under カルテ研究",
    ),
};

/// `differs` is the first letter that differs, with the one that was meant.
pub fn undeclared_look_alike(
    at: Origin,
    kind: Kind,
    name: &str,
    declared: &str,
    differs: Option<(char, char)>,
) -> Problem {
    let (ja, en) = kind.words();
    let problem = PAGE.error(
        at,
        Text::new(
            format!("「{name}」という{ja}はありません。見た目の似た「{declared}」ならあります。"),
            format!(
                "There is no {en} named '{name}', but one that looks like it: '{declared}'."
            ),
        ),
    );
    let help = differs.map(|(found, meant)| {
        let points = |c: char| format!("U+{:04X}", u32::from(c));
        let (found, meant) = (
            format!("{found} ({})", points(found)),
            format!("{meant} ({})", points(meant)),
        );
        Text::new(
            format!("{found} ではなく {meant} と書いてください。"),
            format!("Write {meant}, not {found}."),
        )
    });
    problem.help(help.unwrap_or_default()).fix(declared)
}
