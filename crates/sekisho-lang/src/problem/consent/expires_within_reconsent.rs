use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 445,
    title: wording(
        "再同意の期間より短い有効期間",
        "An expiry shorter than the re-consent period",
    ),
    meaning: wording(
        "早く再同意した人の同意が、期限の日より前に切れます。",
        "Those who re-consent early run out before the deadline for the others.",
    ),
    why: wording(
        "早く答えた人ほど先にデータから外れます。",
        "Whoever answered first would be the first to drop out.",
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
    new use stops at once
    delivered recall within 14 days unless anonymized
    results keep
  }
}

consent second {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-02" effective from 2021-01-01
  document "documents/form.md" digest "sha256:…"
  replaces broad re-consent within 24 months
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  expires 12 months after signed
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
    new use stops at once
    delivered recall within 14 days unless anonymized
    results keep
  }
}

consent second {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-02" effective from 2021-01-01
  document "documents/form.md" digest "sha256:…"
  replaces broad re-consent within 12 months
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  expires 10 years after signed
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

pub fn expires_within_reconsent(at: Origin, name: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("同意書「{name}」への同意は、再同意の期間より短い間しか続きません。"),
            format!("A consent to '{name}' holds for less time than its own period of re-consent."),
        ),
    )
    .help(Text::new(
        "expires か re-consent within を確かめてください。",
        "Check 'expires' and 're-consent within'.",
    ))
}
