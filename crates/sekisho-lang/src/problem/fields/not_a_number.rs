use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1115,
    title: wording("数でなければならない", "It must be a number"),
    meaning: wording("cap, round, band には数を書きます。round の幅は 0 より大きい数です。", "cap, round and band take numbers; the step of round is above zero."),
    why: wording("数でなければ比べることも丸めることもできません。", "What is no number can be neither compared nor rounded to."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table lab { value: round 0 }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table lab { value: round 0.5 }
}"#),
};

pub fn not_a_number(at: Origin, written: &str, action: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{action} の「{written}」は使えません。"),
            format!("'{action}' can't use '{written}'."),
        ),
    )
    .help(Text::new(
        "例: cap 90 years、round 1000、band [20, 40]",
        "For example: cap 90 years; round 1000; band [20, 40]",
    ))
}
