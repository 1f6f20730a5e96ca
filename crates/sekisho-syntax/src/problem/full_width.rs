use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(101);

pub fn full_width(found: char, meant: char) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("全角の記号 {found} が使われています。"), format!("'{found}' is a full-width character.")))
        .help(Text::new(format!("半角の {meant} に直してください。"), format!("Write the half-width {meant} instead.")))
        .fix(meant.to_string())
}
