use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 119,
    title: wording("ファイルの見出しがない", "The head of the file is missing"),
    meaning: wording(
        "方針のファイルは三行の見出しで始まります: 言語の版、パッケージの名前、データモデル。",
        "A policy file begins with three lines: the version of the language, the name of its package, the data model.",
    ),
    why: wording(
        "版とモデルが決まらなければ、同じ文が別の意味になり得ます。十年後に読み返すときの手がかりでもあります。",
        "Without version and model the same text could come to mean something else. They are also what a reader will need ten years from now.",
    ),
    example: Example::Files(&[("policies/example.seki", r#"sekisho 1
use model oncology 2026.1

purpose research"#)]),
    instead: Example::Files(&[("policies/example.seki", r#"sekisho 1
package example
use model oncology 2026.1

purpose research"#)]),
};

pub fn header_missing(line: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("ファイルの先頭に「{line}」の行がありません。"), format!("The file does not begin with a line '{line}'.")))
        .help(Text::new("先頭に sekisho 1、package 名前、use model 名前 版 の三行を書いてください。", "Begin with three lines: sekisho 1, package NAME, use model NAME VERSION."))
}
