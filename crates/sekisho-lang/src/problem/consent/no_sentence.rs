use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 407,
    title: wording("患者が読んだ文がない", "The sentence the patient read is missing"),
    meaning: wording(
        "項目に says がありません。用紙に印刷された文をそのまま書きます。",
        "The item has no says: the sentence printed on the paper, word for word.",
    ),
    why: wording(
        "審査で比べるのも、患者の画面に出すのも、この文です。言い換えではなく本人が読んだ文でなければなりません。",
        "This is what a board compares and what the patient sees on a screen. It must be what the person read, not a paraphrase.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
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

pub fn no_sentence(at: Origin, item: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("項目 {item} に、患者が読んだ文がありません。"),
            format!("Item {item} doesn't give the sentence the patient read."),
        ),
    )
    .help(Text::new(
        "次の行に says ja \"…\" en \"…\" と、用紙の文をそのまま書いてください。",
        "Write it on the next line: says ja \"…\" en \"…\"",
    ))
}
