use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 417,
    title: wording("知らない語", "An unknown word"),
    meaning: wording(
        "提供先の種類や行為など、決まった語の中から選ぶ所に、知らない語があります。",
        "Where a word is chosen from a fixed list (kinds of recipient, acts …), an unknown one stands.",
    ),
    why: wording(
        "知らない語は何も許しません。綴りを直せば、書いた人の意図どおりになります。",
        "An unknown word permits nothing. Spelt right, it says what its author meant.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory to universty
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
  item "1" grants research on administrative, clinical, laboratory to university
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

pub fn unknown_word(
    at: Origin,
    what: &Text,
    word: &str,
    near: Option<&str>,
    known: &str,
) -> Problem {
    let problem = PAGE.error(at,
        Text::new(
            format!("「{word}」という{}はありません。", what.ja),
            format!("'{word}' is no {}.", what.en),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            format!("書けるのは: {known}"),
            format!("Known are: {known}"),
        ),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
