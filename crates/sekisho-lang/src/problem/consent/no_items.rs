use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 406,
    title: wording("同意書に項目がない", "A form without items"),
    meaning: wording(
        "何に同意する用紙なのか、項目が一つもありません。",
        "The form has no item: there is nothing one could agree to.",
    ),
    why: wording(
        "項目のない同意書は、誰にも何も許しません。",
        "A form without items permits nothing to anybody.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
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

pub fn no_items(at: Origin, name: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("同意書「{name}」に項目がありません。"),
            format!("The consent form '{name}' has no item."),
        ),
    )
    .help(Text::new(
        "例: item \"1\" grants research on everything",
        "For example: item \"1\" grants research on everything",
    ))
}
