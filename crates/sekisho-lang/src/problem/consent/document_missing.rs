use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 412,
    title: wording("文書がない", "The document is missing"),
    meaning: wording(
        "同意書が示す文書が、このパッケージの中にありません。",
        "The document the form names is not in this package.",
    ),
    why: wording(
        "用紙を見られない審査は審査になりません。文書は方針と一緒に置き、一緒に封をします。",
        "A board must see the paper. Documents lie beside the policy and are sealed with it.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form_v2.md" digest "sha256:0000000000000000000000000000000000000000000000000000000000000000"
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

pub fn document_missing(at: Origin, path: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("文書 {path} がパッケージにありません。"),
            format!("The document {path} is not in this package."),
        ),
    )
    .help(Text::new(
        "文書を置くか、パスを直してください。",
        "Add the document, or correct its path.",
    ))
}
