use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 404,
    title: wording("いつまで有効かが書かれていない", "Silent about how long it holds"),
    meaning: wording(
        "同意の期限（または、期限がないこと）が書かれていません。",
        "Neither an end of the consent is written, nor that it has none.",
    ),
    why: wording(
        "「永久に」は、そう書いた用紙だけが言えることです。既定の期限はありません。",
        "\"For ever\" is something only a paper that says so can mean. There is no default.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
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
  expires 10 years after signed
  after death keep
  minors as adults
  withdraw any item {
    new use stops at once
    results keep
  }
}"#,
    ),
};

pub fn silent_about_expiry(at: Origin, name: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("同意書「{name}」は、いつまで有効かを述べていません。"),
            format!("The consent form '{name}' doesn't say how long it holds."),
        ),
    )
    .help(Text::new(
        "expires 10 years after signed か never expires を書いてください。",
        "Write 'expires 10 years after signed' or 'never expires'.",
    ))
}
