use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 418,
    title: wording("国の記号ではない", "No country code"),
    meaning: wording(
        "国は ISO 3166-1 の大文字二字（JP, US, DE …）で書きます。",
        "A country is written in two capital letters of ISO 3166-1 (JP, US, DE …).",
    ),
    why: wording(
        "外国への提供には、その国を挙げた同意が要ります（個人情報保護法 28 条）。国名の書き方が揺れると照合できません。",
        "A transfer abroad needs consent that names the country (Act on the Protection of Personal Information, art. 28). Spelt in many ways, countries can't be matched.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory in countries "Japan"
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
  item "1" grants research on administrative, clinical, laboratory in countries "JP", "US"
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

pub fn country(at: Origin, found: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("「{found}」は国の記号ではありません。"),
            format!("'{found}' is no country code."),
        ),
    )
    .help(Text::new(
        "ISO 3166-1 の大文字二字（JP, US など）で書いてください。",
        "Write the two capital letters of ISO 3166-1, such as JP or US.",
    ))
}
