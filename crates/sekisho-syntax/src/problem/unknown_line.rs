use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::{SyntaxProblem, near_help};

pub static PAGE: Page = Page {
    code: 110,
    title: wording("このブロックに書けない行", "No such line in this block"),
    meaning: wording(
        "行の最初の語が、このブロックの中で使える言葉ではありません。綴りが違うか、別のブロックに書くべき行です。",
        "The first word of the line is not one this block knows. It is misspelt, or belongs to another block.",
    ),
    why: wording(
        "知らない行を読み飛ばすと、書いた人は効いていると思い込みます。",
        "If unknown lines were skipped, their author would believe they were in force.",
    ),
    example: Example::Declarations(
        r#"purpose registry under research {
  comercial
}"#,
    ),
    instead: Example::Declarations(
        r#"purpose registry under research {
  commercial
}"#,
    ),
};

pub fn unknown_line(word: &str, near: Option<&str>, allowed: &[&str]) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("このブロックに「{word}」で始まる行は書けません。"), format!("No line of this block starts with '{word}'.")))
        .help(near_help(near).unwrap_or_else(|| Text::new(format!("ここに書けるのは: {}", allowed.join(", ")), format!("Lines here start with: {}", allowed.join(", ")))))
        .fix_if(near)
}
