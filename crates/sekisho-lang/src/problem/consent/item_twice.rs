use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 415,
    title: wording("項目が二度書かれている", "An item twice"),
    meaning: wording("同じ番号の項目が二つあります。", "Two items have the same number."),
    why: wording(
        "紙の上の一つの印が、二つの異なる許しになってしまいます。",
        "One mark on paper would stand for two permissions.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  item "1" grants research on claims
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
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  item "2" grants research on claims
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

pub fn item_twice(at: Origin, item: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("項目 {item} が二度書かれています。"),
            format!("Item {item} is written twice."),
        ),
    )
    .help(Text::new("一つにまとめてください。", "Merge the two."))
}
