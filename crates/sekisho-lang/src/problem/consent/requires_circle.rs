use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 422,
    title: wording("項目が互いを条件にしている", "Items that require each other"),
    meaning: wording(
        "requires item をたどると、元の項目に戻ります。",
        "Following requires item leads back to where it began.",
    ),
    why: wording(
        "どちらの項目も、もう一方が先に必要になり、決して有効になりません。",
        "Each would need the other first, so neither would ever hold.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory requires item "2"
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  item "2" grants research on claims requires item "1"
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
  item "2" grants research on claims requires item "1"
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

pub fn requires_circle(at: Origin, item: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("項目 {item} は、巡り巡って自分自身を条件にしています。"),
            format!("Item {item} requires itself, by way of others."),
        ),
    )
    .help(Text::new(
        "requires item のどれかを消してください。",
        "Remove one of the 'requires item'.",
    ))
}
