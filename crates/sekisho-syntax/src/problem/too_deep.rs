use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(107);

pub fn too_deep() -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("括弧が {} 段より深く重なっています。", crate::NESTING_MAX), format!("Brackets stand more than {} deep in each other.", crate::NESTING_MAX)))
        .help(Text::new("条件を分けて書いてください。", "Split this into several lines."))
}
