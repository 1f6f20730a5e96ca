use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(122);

pub fn wrong_unit(unit: &str, wanted: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("単位 {unit} はここでは使えません。"), format!("The unit {unit} can't be used here.")))
        .help(Text::new(format!("使える単位: {wanted}"), format!("Units that can: {wanted}")))
}
