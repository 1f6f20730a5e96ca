use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(114);

pub fn block_unexpected(keyword: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("{keyword} の行は {{ … }} を取りません。"), format!("A {keyword} line takes no block {{ … }}.")))
        .help(Text::new("{ と } を取り、中の行を外に出してください。", "Remove the braces and move the lines out."))
}
