use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 116,
    title: wording("存在しない日付", "No such date"),
    meaning: wording(
        "暦にない日付が書かれています（2 月 30 日など）。",
        "The date is not in the calendar (30 February, for instance).",
    ),
    why: wording(
        "承認や同意の期限が一日違えば、出せるデータが変わります。近い日に読み替えることはしません。",
        "One day more or less of an approval changes which data may leave. Sekisho never moves a date to the nearest real one.",
    ),
    example: Example::Declarations(
        r#"study outcomes {
  approval "2026-014" by "倫理審査委員会" from 2026-02-30 until 2029-03-31
  purpose outcomes_research
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

pub fn no_such_date(date: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("{date} という日付はありません。"), format!("There is no date {date}.")))
        .help(Text::new("年-月-日（例 2026-04-01）で書いてください。", "Write year-month-day, such as 2026-04-01."))
}
