use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(121);

pub fn too_many(more: usize) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("問題が多すぎるため、残り {more} 件は示していません。"), format!("There are too many problems; {more} more are not shown.")))
        .help(Text::new("上から直して、もう一度確かめてください。", "Mend these first, then check again."))
}
