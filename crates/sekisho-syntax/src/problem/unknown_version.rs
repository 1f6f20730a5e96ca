use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(120);

pub fn unknown_version(version: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("言語の版 {version} は知られていません。"), format!("Version {version} of the language is not known.")))
        .help(Text::new("この道具が読むのは sekisho 1 です。", "This tool reads sekisho 1."))
        .fix("1")
}
