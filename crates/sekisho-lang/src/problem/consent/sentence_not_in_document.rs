use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 448,
    title: wording(
        "文書にない文",
        "A sentence the document doesn't hold",
    ),
    meaning: wording(
        "says は患者が読んだ文です。空白と改行を除いて比べても、その文が文書に見つかりません。",
        "'says' is what the patient read. Even without blanks and line breaks the sentence is not in the document.",
    ),
    why: wording(
        "患者が読んでいない文にもとづいて、データが使われてしまいます。",
        "Data would be used on the strength of a sentence that no patient has read.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "情報を、どの目的にも使うことに同意します。"
  covers data collected whenever
  never expires
  after death keep
  minors as adults
  withdraw any item {
    new use stops at once
    delivered recall within 14 days unless anonymized
    results keep
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
    delivered recall within 14 days unless anonymized
    results keep
  }
}"#,
    ),
};

pub fn sentence_not_in_document(at: Origin, item: &str, path: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("項目 {item} の文が、文書 {path} にありません。"),
            format!("The sentence of item {item} is not in the document {path}."),
        ),
    )
    .help(Text::new(
        "文書の文をそのまま says に写してください。違う版の文書なら、path と digest を直します。",
        "Copy the sentence from the document into 'says'. If it is another version's document, correct its path and digest.",
    ))
}
