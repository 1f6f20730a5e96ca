use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 408,
    title: wording("どのデータに及ぶかが書かれていない", "Silent about which data"),
    meaning: wording(
        "目的は書かれていますが、どの種類のデータを使ってよいかがありません。",
        "The purposes are there, but not the kinds of data they may use.",
    ),
    why: wording(
        "診療の記録への同意が、ゲノムへの同意になることは決してありません。",
        "Consent to the use of a record is never consent to the use of a genome.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research
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

pub fn no_classes(at: Origin, item: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{item} がどのデータに及ぶか書かれていません。"),
            format!("It is not said on which data {item} grants."),
        ),
    )
    .help(Text::new(
        "on の後にデータの種類を書いてください。例: on clinical, laboratory",
        "Write the data classes after 'on', such as: on clinical, laboratory",
    ))
}
