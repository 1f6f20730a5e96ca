use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(105);

pub fn stray_brace() -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new("対応する { のない } です。", "This } closes nothing."))
        .help(Text::new("消すか、前のブロックの { を確かめてください。", "Remove it, or look for a missing { above."))
}
