use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 443,
    title: wording(
        "自分自身を引き継ぐ同意書",
        "A form that replaces itself",
    ),
    meaning: wording(
        "replaces の続きをたどると、元の同意書に戻ります。",
        "Following 'replaces' leads back to the same form.",
    ),
    why: wording(
        "どれが新しい版か分からず、再同意の期限が決まりません。",
        "Nobody can tell which version is the newest, nor when re-consent is due.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  replaces second
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

pub fn replaces_circle(at: Origin, name: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("同意書「{name}」は、巡り巡って自分自身を引き継いでいます。"),
            format!("The form '{name}' replaces itself, by way of others."),
        ),
    )
    .help(Text::new(
        "replaces のどれかを直してください。",
        "Correct one of the 'replaces'.",
    ))
}
