use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(119);

pub fn header_missing(line: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("ファイルの先頭に「{line}」の行がありません。"), format!("The file does not begin with a line '{line}'.")))
        .help(Text::new("先頭に sekisho 1、package 名前、use model 名前 版 の三行を書いてください。", "Begin with three lines: sekisho 1, package NAME, use model NAME VERSION."))
}
