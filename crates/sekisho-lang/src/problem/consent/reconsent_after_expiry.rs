use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 444,
    title: wording(
        "決して来ない再同意の期限",
        "A re-consent deadline that never comes",
    ),
    meaning: wording(
        "前の版は、再同意の期限より前に expires で終わります。",
        "The older version has expired before the deadline for re-consent.",
    ),
    why: wording(
        "再同意を求める手紙の期日が、同意が切れたあとになります。",
        "The letter that asks for re-consent would name a day after consent has ended.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01 until 2020-12-31
  document "documents/form.md" digest "sha256:…"
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
}

consent second {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-02" effective from 2021-01-01
  document "documents/form.md" digest "sha256:…"
  replaces broad re-consent within 24 months
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
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01 until 2020-12-31
  document "documents/form.md" digest "sha256:…"
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
}

consent second {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-02" effective from 2021-01-01
  document "documents/form.md" digest "sha256:…"
  replaces broad re-consent within 24 months
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

pub fn reconsent_after_expiry(at: Origin, name: &str, old: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("「{old}」への同意は、「{name}」への再同意の期限までにすべて切れます。"),
            format!("Every consent to '{old}' ends before re-consent to '{name}' is due."),
        ),
    )
    .help(Text::new(
        "期限を短くするか、re-consent within を消してください。",
        "Shorten the period, or remove 're-consent within'.",
    ))
}
