use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1122,
    title: wording("取り残しの割合", "The share of leftovers"),
    meaning: wording("leftover above には 0% 以上 100% 未満の割合を書きます。", "leftover above takes a percentage from 0% to below 100%."),
    why: wording("割合でないと、何を超えたら止めるのかが決まりません。", "Without a percentage it is not said what would be too much."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  text pathology_report {
      body: drop
      leftover above 3 quarantine
  }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  text pathology_report {
      body: drop
      leftover above 0.1% quarantine
  }
}"#),
};

pub fn leftover_percent(at: Origin, written: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("leftover の「{written}」は割合ではありません。"),
            format!("'{written}' is no share of leftovers."),
        ),
    )
    .help(Text::new(
        "例: leftover above 0.1% quarantine",
        "For example: leftover above 0.1% quarantine",
    ))
}
