use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::{SyntaxProblem, example_help};

pub static PAGE: Page = Page {
    code: 118,
    title: wording("続きの行が、何にも続いていない", "Nothing to continue"),
    meaning: wording(
        "says や when、because は前の行の続きです。続くべき行がその前にありません。",
        "says, when or because continue the line before them, and there is no such line.",
    ),
    why: wording(
        "患者が読んだ文や条件が、どの項目のものか決まりません。",
        "It would not be clear which item the sentence, or which rule the condition, belongs to.",
    ),
    example: Example::Declarations(
        r#"access outcomes {
  require justification
}"#,
    ),
    instead: Example::Declarations(
        r#"access outcomes {
  allow extract to analyst on clinical as coded
    require justification
}"#,
    ),
};

pub fn nothing_to_continue(keyword: &str, example: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("{keyword} の前に、それが続く行がありません。"), format!("There is no line before this {keyword} that it could continue.")))
        .help(example_help(example))
}
