use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 442,
    title: wording(
        "新しい版を引き継ぐ古い版",
        "A form that replaces a newer one",
    ),
    meaning: wording(
        "replaces は前の版を指します。",
        "'replaces' names the version before.",
    ),
    why: wording(
        "再同意の期限が過去に置かれ、前の版の同意がすべて切れます。",
        "The deadline for re-consent would lie in the past and end every consent to the other version.",
    ),
    example: Example::Declarations(
        r#"consent second {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-02" effective from 2019-01-01
  document "documents/form.md" digest "sha256:…"
  replaces broad
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  never expires
  after death keep
  minors as adults
  withdraw any item {
    new use stops at once
    delivered recall within 14 days unless anonymized
    results keep
  }
}"#,
    ),
    instead: Example::Declarations(
        r#"consent second {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-02" effective from 2021-01-01
  document "documents/form.md" digest "sha256:…"
  replaces broad
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  never expires
  after death keep
  minors as adults
  withdraw any item {
    new use stops at once
    delivered recall within 14 days unless anonymized
    results keep
  }
}"#,
    ),
};

pub fn replaces_newer(at: Origin, name: &str, old: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("同意書「{name}」は、自分より前の版「{old}」を引き継ぐはずですが、施行日が前か同じです。"),
            format!("The form '{name}' replaces '{old}', but is not newer than it."),
        ),
    )
    .help(Text::new(
        "二つの施行日を確かめてください。",
        "Check the two effective dates.",
    ))
}
