use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 421,
    title: wording("誰も許せないデータの種類", "A class nobody can grant"),
    meaning: wording(
        "どの種類にも分類できなかった記録（unclassified）を、項目が許そうとしています。",
        "An item grants unclassified records: those the data model could not place.",
    ),
    why: wording(
        "中身が何か分からないものに、患者は同意できません。",
        "Nobody can agree to the use of something whose nature is unknown.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on clinical, unclassified
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
  item "1" grants research on clinical
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

pub fn never_granted(at: Origin, class: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("データの種類 {class} は、誰も認めることができません。"),
            format!("The data class {class} can't be granted by anyone."),
        ),
    )
    .help(Text::new(
        "分類されていない記録は、データモデルに種類が加わるまで出ません。",
        "Unclassified records stay in until the data model gives them a class.",
    ))
}
