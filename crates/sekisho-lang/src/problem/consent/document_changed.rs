use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 411,
    title: wording("文書の内容が変わっている", "The document is another one"),
    meaning: wording(
        "文書のダイジェストが、方針に書かれたものと違います。文書が一字でも変われば違う値になります。",
        "The digest of the document is not the one written. One changed letter is enough.",
    ),
    why: wording(
        "承認された用紙と患者が署名した用紙が同じであることを、この値が示します。合わせる前に、どちらが正しいか確かめてください。",
        "It shows that the approved paper and the signed one are the same. Before you make them agree, find out which of the two is right.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:0000000000000000000000000000000000000000000000000000000000000000"
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

pub fn document_changed(at: Origin, path: &str, digest: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("文書 {path} の内容が、書かれたダイジェストと違います。"),
            format!("The document {path} is not the one this digest belongs to."),
        ),
    )
    .help(Text::new(
        "文書が正しければ、ダイジェストを直してください。倫理審査で承認された版か確かめること。",
        "If the document is the approved one, write its digest.",
    ))
    .fix(format!("\"{digest}\""))
}
