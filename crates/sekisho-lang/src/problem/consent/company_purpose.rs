use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 409,
    title: wording(
        "商用の目的なのに企業へ渡せない",
        "A commercial purpose that reaches no company",
    ),
    meaning: wording(
        "項目は商用の目的を認めていますが、to company がないので、企業へは何も渡りません。",
        "The item grants a commercial purpose, but without to company nothing reaches a company.",
    ),
    why: wording(
        "何も書かないことは「国内、企業以外」を意味します。用紙が企業に触れているなら、書き漏らしです。",
        "Silence means: at home, and no company. If the paper speaks of companies, a word is missing.",
    ),
    example: Example::Declarations(
        r#"purpose drug_development under research { commercial }

consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants drug_development on clinical
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
        r#"purpose drug_development under research { commercial }

consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants drug_development on clinical to company
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

pub fn company_purpose(at: Origin, item: &str, purpose: &str) -> Problem {
    PAGE.warning(at, Text::new(format!("項目 {item} は商用目的「{purpose}」を認めますが、企業への提供は認めていません。"), format!("Item {item} grants the commercial purpose '{purpose}' but lets no company receive data.")))
        .help(Text::new("用紙が企業への提供に触れているなら、to company と書いてください。", "If the paper speaks of companies, write 'to company'."))
}
