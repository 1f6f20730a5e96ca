use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(117);

pub fn number_too_large(number: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("数 {number} はここでは大きすぎます。"), format!("The number {number} is too large here.")))
        .help(Text::new("もっと小さな数にしてください。", "Use a smaller number."))
}
