use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1112,
    title: wording("ずらす前に切っている", "Cut before it is shifted"),
    meaning: wording("year と month はずらした後に効くものです。先に切ると、ずらしの日数が月や年に丸められます。", "year and month act after the shift. Cut first, the shift would be rounded to whole months or years."),
    why: wording("順序が変わると、同じ患者の日付どうしの間隔が合わなくなります。", "In another order the intervals between a patient's dates no longer agree."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { birth_date: year then shift }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { birth_date: shift then year }
}"#),
};

pub fn cut_before_shift(at: Origin, action: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{action} が shift より前にあります。"),
            format!("'{action}' stands before 'shift'."),
        ),
    )
    .help(Text::new(
        format!("shift then {action} か、{action} だけを書いてください（{action} は先にずらします）。"),
        format!("Write 'shift then {action}', or '{action}' alone, which shifts first."),
    ))
}
