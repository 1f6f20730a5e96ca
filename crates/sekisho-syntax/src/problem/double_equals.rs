use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(103);

pub fn double_equals() -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new("等しいことは = 一つで書きます。", "Equality is written with one =."))
        .help(Text::new("== を = に直してください。", "Write = instead of ==."))
        .fix("=")
}
