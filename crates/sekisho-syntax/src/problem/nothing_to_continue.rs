use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::{SyntaxProblem, example_help};

pub static PAGE: Page = Page::unwritten(118);

pub fn nothing_to_continue(keyword: &str, example: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("{keyword} の前に、それが続く行がありません。"), format!("There is no line before this {keyword} that it could continue.")))
        .help(example_help(example))
}
