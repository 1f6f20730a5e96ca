use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 402,
    title: wording("死亡後の扱いが書かれていない", "Silent about death"),
    meaning: wording(
        "本人が亡くなった後に同意がどうなるか、この同意書は述べていません。",
        "The form doesn't say what becomes of the consent when the person dies.",
    ),
    why: wording(
        "用紙に書かれていることを、方針が補うことはできません。遺族への説明もここから始まります。",
        "A policy can't fill in what the paper left open. What the family is told starts here.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  never expires
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
  covers data collected whenever
  never expires
  after death keep unless bereaved object
  minors as adults
  withdraw any item {
    new use stops at once
    results keep
  }
}"#,
    ),
};

pub fn silent_about_death(at: Origin, name: &str) -> Problem {
    PAGE.error(at, Text::new(format!("同意書「{name}」は、本人の死亡後どうなるかを述べていません。"), format!("The consent form '{name}' doesn't say what happens after death.")))
        .help(Text::new("after death keep、after death stop、after death keep unless bereaved object のどれかを書いてください。", "Write 'after death keep', 'after death stop' or 'after death keep unless bereaved object'."))
}
