use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 120,
    title: wording("知らない言語の版", "An unknown version of the language"),
    meaning: wording(
        "sekisho の後の数字が、この道具の読める版ではありません。",
        "The number after sekisho is not a version this tool reads.",
    ),
    why: wording(
        "新しい版の文を古い読み方で読むと、同じ行が違う許可になり得ます。",
        "Text of a newer version read in the old way could permit something else.",
    ),
    example: Example::Files(&[("policies/example.seki", r#"sekisho 9
package example
use model oncology 2026.1

purpose research"#)]),
    instead: Example::Files(&[("policies/example.seki", r#"sekisho 1
package example
use model oncology 2026.1

purpose research"#)]),
};

pub fn unknown_version(version: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("言語の版 {version} は知られていません。"), format!("Version {version} of the language is not known.")))
        .help(Text::new("この道具が読むのは sekisho 1 です。", "This tool reads sekisho 1."))
        .fix("1")
}
