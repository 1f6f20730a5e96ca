use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 434,
    title: wording(
        "期限のない約束",
        "A promise without a time limit",
    ),
    meaning: wording(
        "撤回のあとにすることが、いつまでにするか書かれていません。",
        "It is not said by when the duty after a withdrawal is to be done.",
    ),
    why: wording(
        "期限のない義務は、遅れても誰も気づきません。",
        "A duty without a limit is late without anybody noticing.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  never expires
  after death keep
  minors as adults
  withdraw any item {
    new use stops at once
    specimens destroy
  }
}"#,
    ),
    instead: Example::Declarations(
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  never expires
  after death keep
  minors as adults
  withdraw any item {
    new use stops at once
    specimens destroy within 90 days
  }
}"#,
    ),
};

pub fn needs_within(at: Origin, what: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{what} に期限がありません。"),
            format!("'{what}' has no time limit."),
        ),
    )
    .help(Text::new(
        format!("例: {what} within 30 days"),
        format!("For example: {what} within 30 days"),
    ))
}
