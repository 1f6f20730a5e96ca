use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::{SyntaxProblem, near_help};

pub static PAGE: Page = Page::unwritten(110);

pub fn unknown_line(word: &str, near: Option<&str>, allowed: &[&str]) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("このブロックに「{word}」で始まる行は書けません。"), format!("No line of this block starts with '{word}'.")))
        .help(near_help(near).unwrap_or_else(|| Text::new(format!("ここに書けるのは: {}", allowed.join(", ")), format!("Lines here start with: {}", allowed.join(", ")))))
        .fix_if(near)
}
