use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 124,
    title: wording("名前に異体字の指定がある", "A name with a variant letter form"),
    meaning: wording(
        "名前の文字に、字形を選ぶ印（異体字セレクタ）が付いています。葛󠄀 と 葛 のように、付いていない字と同じに見えることがあります。",
        "A letter of the name carries a mark that chooses among its shapes (a variation selector). It may look just like the letter without it.",
    ),
    why: wording(
        "同じに見える名前が二つできます。人名を正しく書く必要があるときは、引用符の中（label や says）で使えます。",
        "Two names could look the same and differ. Where a person's name needs its own shape, it can be written in quotes (label, says).",
    ),
    example: Example::Declarations("purpose 葛\u{e0100}城研究 under research"),
    instead: Example::Declarations("purpose 葛城研究 under research"),
};

pub fn variation_selector(word: &str, plain: &str) -> SyntaxProblem {
    SyntaxProblem::new(
        &PAGE,
        Text::new(
            format!("「{word}」に異体字の指定が付いています。"),
            format!("'{word}' has a letter with a variation selector."),
        ),
    )
    .help(Text::new(
        format!("「{plain}」と書いてください。字形の指定は引用符の中でだけ使えます。"),
        format!("Write '{plain}'; variant forms can stand in quotes only."),
    ))
    .fix(plain)
}
