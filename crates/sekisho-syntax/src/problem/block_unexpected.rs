use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 114,
    title: wording("ブロックを取らない行", "A line that takes no block"),
    meaning: wording(
        "一行で完結する行の後に { … } があります。",
        "A line that stands alone is followed by { … }.",
    ),
    why: wording(
        "中の行は読まれません。別の宣言に属する行が紛れ込んだ可能性があります。",
        "The lines inside would not be read; they probably belong to another declaration.",
    ),
    example: Example::Declarations(
        r#"study outcomes {
  approval "2026-014" by "倫理審査委員会" from 2026-02-10 until 2029-03-31
  purpose outcomes_research {
    label ja "治療成績" en "Outcomes"
  }
  cohort lung_patients
  data administrative, clinical, laboratory
  role analyst group "outcomes-team"
}"#,
    ),
    instead: Example::Declarations(
        r#"study outcomes {
  approval "2026-014" by "倫理審査委員会" from 2026-02-10 until 2029-03-31
  purpose outcomes_research
  cohort lung_patients
  data administrative, clinical, laboratory
  role analyst group "outcomes-team"
}"#,
    ),
};

pub fn block_unexpected(keyword: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("{keyword} の行は {{ … }} を取りません。"), format!("A {keyword} line takes no block {{ … }}.")))
        .help(Text::new("{ と } を取り、中の行を外に出してください。", "Remove the braces and move the lines out."))
}
