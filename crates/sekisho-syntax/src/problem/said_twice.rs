use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(115);

pub fn said_twice(what: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("{what} が同じブロックに二度書かれています。"), format!("{what} is said twice in this block.")))
        .help(Text::new("どちらか一つを残してください。後の行が勝つことはありません。", "Keep one of them: a later line never overrides an earlier one."))
}
