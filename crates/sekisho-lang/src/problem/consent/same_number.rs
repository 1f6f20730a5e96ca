use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 439,
    title: wording(
        "同じ番号の同意書",
        "Two forms with one number",
    ),
    meaning: wording(
        "番号から、どちらの紙に署名したのか分かりません。",
        "The number doesn't tell which of the two papers was signed.",
    ),
    why: wording(
        "署名を取り込むとき番号で書かれた行は、受け付けられず脇に置かれます。",
        "When signatures are imported, rows that give the number are put aside.",
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

consent broad_2024 {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2024-01-01
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

consent broad_2024 {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-02" effective from 2024-01-01
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

pub fn same_number(at: Origin, number: &str, first: Origin) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("二つの同意書が同じ番号 {number} を持っています。"),
            format!("Two forms have the same number, {number}."),
        ),
    )
    .help(Text::new(
        "紙に印刷された番号を確かめてください。版が違えば番号も違うはずです。",
        "Check the numbers printed on the papers: another version has another number.",
    ))
    .related(first, Text::new("もう一つの同意書", "the other form"))
}
