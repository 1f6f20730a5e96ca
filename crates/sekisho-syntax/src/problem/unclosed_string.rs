use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(104);

pub fn unclosed_string() -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new("文字列が行の終わりまで閉じられていません。", "This text in quotes is not closed before the line ends."))
        .help(Text::new("行の中で \" を閉じてください。", "Close it with \" on the same line."))
}
