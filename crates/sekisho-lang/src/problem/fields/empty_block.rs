use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1124,
    title: wording("規則が一つもない", "A block without a rule"),
    meaning: wording("この形式の規則が一つもありません。", "The block has no rule at all."),
    why: wording("挙げた欄だけが出るので、何も出ません。", "Only what is listed leaves, so nothing would."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient {
  }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { sex: keep }
}"#),
};

pub fn empty_block(at: Origin, block: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("{block} に規則がありません。何も出ません。"),
            format!("{block} has no rule: nothing would leave."),
        ),
    )
    .help(Text::new(
        "例: sex: keep",
        "For example: sex: keep",
    ))
}
