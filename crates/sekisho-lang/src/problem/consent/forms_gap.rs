use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 441,
    title: wording(
        "版と版の間の空き",
        "A gap between two versions",
    ),
    meaning: wording(
        "前の版の until と次の版の effective from の間に、どの版も使えない日があります。",
        "Between the 'until' of one version and the 'effective from' of the next there are days without any.",
    ),
    why: wording(
        "その間に署名した人は、施行前の紙に署名したことになります。",
        "Whoever signed in those days signed a paper that was not yet in force.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01 until 2023-03-31
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
  form "IC-02" effective from 2023-05-01
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
  form "IC-01" effective from 2020-01-01 until 2023-03-31
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
  form "IC-02" effective from 2023-04-01
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

pub fn forms_gap(at: Origin, name: &str, old: &str, days: i32) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("同意書「{old}」が終わってから「{name}」が始まるまで、{days} 日空いています。"),
            format!("There are {days} days between the end of the form '{old}' and the start of '{name}'."),
        ),
    )
    .help(Text::new(
        "日付を確かめてください。その間に署名できる紙はありません。",
        "Check the dates: no paper can be signed in between.",
    ))
}
