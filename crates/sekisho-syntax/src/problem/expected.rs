use sekisho_model::Text;
use sekisho_model::problem::Page;

use crate::words::{Word, list_en, list_ja};
use super::{SyntaxProblem, near_help, example_help};

pub static PAGE: Page = Page::unwritten(111);

pub fn expected(words: &[Word], found: &str, near: Option<&str>, example: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, if near.is_some() {
                    Text::new(format!("ここに「{found}」とは書けません。"), format!("'{found}' can't stand here."))
                } else if found.is_empty() {
                    Text::new(format!("行が途中で終わっています。続きは {} です。", list_ja(words)), format!("The line ends too early; {} should follow.", list_en(words)))
                } else {
                    Text::new(format!("「{found}」の所には {} が来ます。", list_ja(words)), format!("'{found}' stands where {} should be.", list_en(words)))
                })
        .help(near_help(near).unwrap_or_else(|| example_help(example)))
        .fix_if(near)
}
