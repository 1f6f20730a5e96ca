use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 433,
    title: wording(
        "撤回のあとも続く利用",
        "Use that runs on after a withdrawal",
    ),
    meaning: wording(
        "撤回や拒否のあとに、日数を置いて利用を止めると書かれています。",
        "The text lets use run on for some days after a withdrawal or objection.",
    ),
    why: wording(
        "Sekisho は次の判断から止めます。それより遅く止める約束は、守られない約束です。",
        "Sekisho stops with the next decision. A promise to stop later is one it doesn't keep.",
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
    new use stops within 7 days
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
  }
}"#,
    ),
};

pub fn stops_at_once(at: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            "新しい利用は、撤回や拒否のあとすぐに止まります。猶予は置けません。",
            "New use stops at once after a withdrawal or an objection; it can't run on.",
        ),
    )
    .help(Text::new(
        "at once と書いてください。",
        "Write 'at once'.",
    ))
    .fix("at once")
}
