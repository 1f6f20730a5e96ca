use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1117,
    title: wording("整数の欄に小数", "A fraction for whole numbers"),
    meaning: wording("整数の欄を、小数の幅や上限で変えようとしています。", "A field of whole numbers is to be changed by a step or bound with a fraction."),
    why: wording("結果が整数でなくなり、受け取る側の型に合いません。", "The result would be no whole number and not fit its type."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { age: round 2.5 }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { age: round 5 }
}"#),
};

pub fn whole_numbers_only(at: Origin, action: &str, written: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("整数の欄に {action} {written} は使えません。"),
            format!("'{action} {written}' can't be used on whole numbers."),
        ),
    )
    .help(Text::new("整数で書いてください。", "Write a whole number."))
}
