use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 104,
    title: wording("引用符が閉じていない", "A quotation is not closed"),
    meaning: wording(
        "\" で始まった文字列が、その行の中で終わっていません。",
        "Text that begins with \" does not end on its line.",
    ),
    why: wording(
        "閉じていない引用は、後の行を黙って飲み込みます。規則が一つ消えても気づけません。",
        "An open quotation would swallow the lines after it: a rule could vanish unseen.",
    ),
    example: Example::Declarations(
        r#"purpose registry under research {
  label ja "登録" en "Registry
}"#,
    ),
    instead: Example::Declarations(
        r#"purpose registry under research {
  label ja "登録" en "Registry"
}"#,
    ),
};

pub fn unclosed_string() -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new("文字列が行の終わりまで閉じられていません。", "This text in quotes is not closed before the line ends."))
        .help(Text::new("行の中で \" を閉じてください。", "Close it with \" on the same line."))
}
