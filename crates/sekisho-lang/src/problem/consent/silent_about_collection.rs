use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 405,
    title: wording(
        "いつ集めたデータに及ぶかが書かれていない",
        "Silent about when data were collected",
    ),
    meaning: wording(
        "署名の前や後に集めたデータに、この同意が及ぶかどうかが書かれていません。",
        "It is not said whether the consent reaches data collected before or after it was signed.",
    ),
    why: wording(
        "過去の診療記録まで含むかどうかは、患者が最も気にする点の一つです。",
        "Whether past records are included is among the things patients care about most.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
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
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected since 2010-01-01 until withdrawal
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

pub fn silent_about_collection(at: Origin, name: &str) -> Problem {
    PAGE.error(at, Text::new(format!("同意書「{name}」は、いつ集めたデータに及ぶかを述べていません。"), format!("The consent form '{name}' doesn't say which data it reaches by date of collection.")))
        .help(Text::new("covers data collected whenever か covers data collected since 2010-01-01 を書いてください。", "Write 'covers data collected whenever' or 'covers data collected since 2010-01-01'."))
}
