use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 419,
    title: wording("終わりが始まりより前", "It ends before it begins"),
    meaning: wording(
        "期間の終わりの日が、始まりの日より前になっています。",
        "The last day of a period is before its first.",
    ),
    why: wording(
        "空の期間は、何も許さないか、何も数えません。日付の打ち間違いがほとんどです。",
        "An empty period permits nothing and counts nothing. Nearly always a date was mistyped.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01 until 2019-12-31
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  never expires
  after death keep
  minors as adults
  withdraw any item {
    new use stops at once
    results keep
  }
}"#,
    ),
    instead: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01 until 2029-12-31
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  never expires
  after death keep
  minors as adults
  withdraw any item {
    new use stops at once
    results keep
  }
}"#,
    ),
};

pub fn ends_before_it_begins(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "終わりの日が始まりの日より前です。",
            "It ends before it begins.",
        ),
    )
    .help(Text::new(
        "二つの日付を確かめてください。",
        "Check the two dates.",
    ))
}
