use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;
use crate::letters::code_point;

pub static PAGE: Page = Page {
    code: 123,
    title: wording("目に見えない文字がある", "A character that can't be seen"),
    meaning: wording(
        "幅のない空白や、文字の向きを変える制御文字など、画面では見えない文字が入っています。ほかのソフトから貼り付けたときに入ることがあります。",
        "The text holds a character that no screen shows: a blank without width, or a control that turns the direction of writing. They come along when text is pasted from other software.",
    ),
    why: wording(
        "人の読む方針と機械の読む方針が別物になります。見えない文字を使って、審査では禁止に見える行を許可にすることもできます。引用符や注記の中でも同じです。",
        "People would read one policy and the machine another. A hidden character can make a line look like a prohibition to a board and be a permission. Quotations and comments are no exception.",
    ),
    example: Example::Declarations("purpose reg\u{200b}istry under research"),
    instead: Example::Declarations("purpose registry under research"),
};

pub fn hidden_character(found: char) -> SyntaxProblem {
    let point = code_point(found);
    SyntaxProblem::new(
        &PAGE,
        Text::new(
            format!("目に見えない文字（{point}）があります。"),
            format!("There is a character here that can't be seen ({point})."),
        ),
    )
    .help(Text::new(
        "この文字を消してください。",
        "Remove this character.",
    ))
    .fix("")
}
