use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 115,
    title: wording("同じことが二度書かれている", "Said twice"),
    meaning: wording(
        "一つのブロックに一度だけ書く行が、二度あります。",
        "A line that stands once in a block stands there twice.",
    ),
    why: wording(
        "後の行が勝つ、という決まりはありません。どちらを審査で見たのか分からなくなるからです。",
        "No later line wins here: nobody could say which of the two the board had read.",
    ),
    example: Example::Declarations(
        r#"profile counts {
  unlisted drop
  unlisted stop
  key scope delivery
  release {
    small cells below 10 suppress
  }
}"#,
    ),
    instead: Example::Declarations(
        r#"profile counts {
  unlisted drop
  key scope delivery
  release {
    small cells below 10 suppress
  }
}"#,
    ),
};

pub fn said_twice(what: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("{what} が同じブロックに二度書かれています。"), format!("{what} is said twice in this block.")))
        .help(Text::new("どちらか一つを残してください。後の行が勝つことはありません。", "Keep one of them: a later line never overrides an earlier one."))
}
