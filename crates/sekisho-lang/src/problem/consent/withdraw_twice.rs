use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 436,
    title: wording(
        "二度書かれた撤回",
        "A withdrawal written twice",
    ),
    meaning: wording(
        "同じ範囲（any item、all、同じ項目）の withdraw が二つあります。",
        "Two 'withdraw' blocks are about the same thing.",
    ),
    why: wording(
        "約束が食い違うとき、どちらを守ればよいか決まりません。",
        "Where they differ, nobody can tell which promise holds.",
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
  withdraw any item {
    results recall
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
}"#,
    ),
};

pub fn withdraw_twice(at: Origin, first: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            "同じ範囲の撤回が二度書かれています。",
            "What follows from this withdrawal is written twice.",
        ),
    )
    .help(Text::new(
        "一つの withdraw にまとめてください。",
        "Merge the two 'withdraw' blocks.",
    ))
    .related(first, Text::new("最初の withdraw", "the first of the two"))
}
