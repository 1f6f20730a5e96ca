use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::{SyntaxProblem, example_help};

pub static PAGE: Page = Page::unwritten(113);

pub fn block_missing(keyword: &str, example: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("{keyword} の後に {{ … }} がありません。"), format!("This {keyword} needs a block {{ … }}.")))
        .help(example_help(example))
}
