use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 410,
    title: wording("既定は変えられない", "The default can't be changed"),
    meaning: wording(
        "default allow とありますが、同意の既定は常に拒否です。",
        "It says default allow; the default of consent is always refuse.",
    ),
    why: wording(
        "同意は、患者が印を付けた項目だけから生まれます。書かれていないことへの同意はありません。",
        "Consent comes only from the items a patient marked. There is no consent to what isn't written.",
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
  minors as adults
  default allow
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
  default refuse
  withdraw any item {
    new use stops at once
    results keep
  }
}"#,
    ),
};

pub fn default_allow(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "同意の既定は常に拒否です。",
            "The default of a consent form is always refuse.",
        ),
    )
    .help(Text::new(
        "この行を消してください。認めることは item で書きます。",
        "Remove this line; what is allowed is written as items.",
    ))
    .fix("default refuse")
}
