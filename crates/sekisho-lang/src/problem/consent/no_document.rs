use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 413,
    title: wording("文書が示されていない", "No document is named"),
    meaning: wording(
        "同意書に document の行がありません。",
        "The form has no document line.",
    ),
    why: wording(
        "方針だけでは、患者が何を読んだのか分かりません。",
        "The policy alone doesn't tell what the patient read.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
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

pub fn no_document(at: Origin, name: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("同意書「{name}」の文書が示されていません。"),
            format!("The consent form '{name}' doesn't name its document."),
        ),
    )
    .help(Text::new(
        "例: document \"documents/form.md\" digest \"sha256:…\"",
        "For example: document \"documents/form.md\" digest \"sha256:…\"",
    ))
}
