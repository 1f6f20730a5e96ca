use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 403,
    title: wording("未成年の扱いが書かれていない", "Silent about minors"),
    meaning: wording(
        "子どもについて、誰が同意し、何歳で本人に聞き直すかが書かれていません。",
        "It is not said who consents for a child, and at what age the child is asked.",
    ),
    why: wording(
        "小児がんのデータは、本人が大人になった後も残ります。聞き直す年齢のない同意は続けられません。",
        "Data on childhood cancer outlive childhood. A consent without an age at which the person is asked can't go on.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  never expires
  after death keep
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

pub fn silent_about_minors(at: Origin, name: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("同意書「{name}」は、未成年者の扱いを述べていません。"),
            format!("The consent form '{name}' doesn't say how minors are treated."),
        ),
    )
    .help(Text::new(
        "minors as adults か minor under 18 years { … } を書いてください。",
        "Write 'minors as adults' or 'minor under 18 years { … }'.",
    ))
}
