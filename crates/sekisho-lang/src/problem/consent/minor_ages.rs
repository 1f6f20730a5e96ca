use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 416,
    title: wording("未成年の年齢の順が合わない", "Ages of minors out of order"),
    meaning: wording(
        "賛意、代諾と本人、本人の同意の年齢が、小さい順になっていないか、本人の同意の年齢がありません。",
        "The ages of assent, of proxy and own consent, and of own consent do not rise, or the age of own consent is missing.",
    ),
    why: wording(
        "何歳の子に誰が答えるのかが決まらなければ、その子のデータは使えません。",
        "If it is not settled who answers for a child of which age, that child's data can't be used.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  covers data collected whenever
  never expires
  after death keep
  minor under 18 years {
    assent from 16 years
    own consent at 12 years
  }
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
  after death keep
  minor under 18 years {
    assent from 7 years
    own consent at 18 years
    hold after 6 months without answer
  }
  withdraw any item {
    new use stops at once
    results keep
  }
}"#,
    ),
};

pub fn minor_ages(at: Origin) -> Problem {
    PAGE.error(at, Text::new("未成年の年齢の順が合いません。", "The ages of minors don't follow one another."))
        .help(Text::new(
            "賛意（assent）≤ 代諾と本人（proxy and own consent）≤ 本人の同意（own consent）の順で、本人の同意の年齢を必ず書いてください。",
            "Write the age of own consent; assent comes first, then proxy and own consent, then own consent.",
        ))
}
