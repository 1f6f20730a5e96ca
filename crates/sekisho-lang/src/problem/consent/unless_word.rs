use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 435,
    title: wording(
        "回収しない理由として書けない語",
        "A word that is no reason not to recall",
    ),
    meaning: wording(
        "渡したデータを回収しないのは、誰のものか分からなくなった匿名加工のときだけです。",
        "A delivered copy is left alone only where nobody can tell any more whose it is: anonymized.",
    ),
    why: wording(
        "符号化や仮名加工をしたデータは、本人のものを見つけて消せます。",
        "In coded or pseudonymized data the person's part can be found and removed.",
    ),
    example: Example::Declarations(
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
    delivered recall within 14 days unless pseudonymized
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
    delivered recall within 14 days unless anonymized
  }
}"#,
    ),
};

pub fn unless_word(at: Origin, word: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("unless {word} とは書けません。"),
            format!("It can't say 'unless {word}'."),
        ),
    )
    .help(Text::new(
        "回収できないのは匿名加工されたものだけです: unless anonymized",
        "Only anonymized copies can't be found again: unless anonymized",
    ))
    .fix("anonymized")
}
