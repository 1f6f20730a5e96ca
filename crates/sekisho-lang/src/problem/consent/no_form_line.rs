use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 401,
    title: wording("同意書に form の行がない", "A form without its form line"),
    meaning: wording(
        "同意書の番号と、いつから使われた用紙かが書かれていません。",
        "It is not said which number the paper bears and since when it was in use.",
    ),
    why: wording(
        "患者が署名した紙と、方針の中の同意書を結ぶのはこの行だけです。",
        "Only this line ties the declaration to the paper that a patient signed.",
    ),
    example: Example::Declarations(
        r#"consent broad {
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

pub fn no_form_line(at: Origin, name: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("同意書「{name}」に form の行がありません。"),
            format!("The consent form '{name}' has no 'form' line."),
        ),
    )
    .help(Text::new(
        "例: form \"IC-01\" effective from 2020-01-01",
        "For example: form \"IC-01\" effective from 2020-01-01",
    ))
}
