use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 426,
    title: wording(
        "商用の目的に非営利の符号",
        "A commercial purpose with a non-commercial code",
    ),
    meaning: wording(
        "同じ目的が、商用であり非営利に限るとも書かれています。",
        "One purpose is said to be commercial and to be for non-commercial use only.",
    ),
    why: wording(
        "符号を読んだ相手は非営利と信じ、同意した患者は企業の利用を知りません。",
        "Whoever reads the code believes in non-profit use, while a company uses the data.",
    ),
    example: Example::Declarations(
        r#"purpose sales under research {
  commercial
  duo "DUO:0000046"
}

consent sale {
  form "IC-09" effective from 2021-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants sales on clinical to company
    says ja "診療で得られた情報を、医学研究に使うことに同意します。"
  covers data collected whenever
  never expires
  after death keep
  minors as adults
}"#,
    ),
    instead: Example::Declarations(
        r#"purpose sales under research {
  commercial
}

consent sale {
  form "IC-09" effective from 2021-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants sales on clinical to company
    says ja "診療で得られた情報を、医学研究に使うことに同意します。"
  covers data collected whenever
  never expires
  after death keep
  minors as adults
}"#,
    ),
};

pub fn duo_against_commerce(at: Origin, code: &str, label: &str, purpose: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("目的「{purpose}」は商用なのに、{code}（{label}）は非営利に限ると言っています。"),
            format!("The purpose '{purpose}' is commercial, and {code} ({label}) says non-commercial only."),
        ),
    )
    .help(Text::new(
        "commercial の行か、この符号のどちらかを消してください。",
        "Remove the 'commercial' line, or this code.",
    ))
}
