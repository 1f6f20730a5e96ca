use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 440,
    title: wording(
        "重なる同意書",
        "Forms that overlap",
    ),
    meaning: wording(
        "どちらも他方を引き継がないまま、二つの紙が同じことを認めています。",
        "Two papers grant the same thing, and neither takes over from the other.",
    ),
    why: wording(
        "一方だけに「いいえ」と答えた人に、どちらを見せたのかが問われます。",
        "When someone refuses one of them, it will be asked which of the two they were shown.",
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

pub fn forms_overlap(at: Origin, name: &str, other: &str, first: Origin) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("同意書「{name}」と「{other}」は同じ時期に、同じ目的とデータを認めています。"),
            format!("The forms '{name}' and '{other}' are in force at the same time for the same purpose and data."),
        ),
    )
    .help(Text::new(
        "新しい方に replaces を書くか、古い方に until を書いてください。",
        "Write 'replaces' in the newer one, or 'until' in the older.",
    ))
    .related(first, Text::new("もう一つの同意書", "the other form"))
}
