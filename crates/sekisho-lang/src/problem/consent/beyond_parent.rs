use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 438,
    title: wording(
        "親の項目を超える項目",
        "An item beyond its parent",
    ),
    meaning: wording(
        "「1-2」のような枝番の項目は、「1」の目的・データ・提供先・国の中に収まります。",
        "An item such as '1-2' stays within the purposes, data, recipients and countries of item '1'.",
    ),
    why: wording(
        "親に「いいえ」と答えた人に、枝の項目だけが残ることがあります。枝が広ければ、断ったはずの利用が許されます。",
        "Someone may refuse the parent and leave the part ticked. If the part is wider, a use they refused would be allowed.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants outcomes_research on clinical
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  item "1-2" grants research on administrative, clinical, laboratory
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
  item "1-2" grants outcomes_research on clinical
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

pub fn beyond_parent(at: Origin, item: &str, parent: &str, beyond: &[String]) -> Problem {
    let what = beyond.join(", ");
    PAGE.error(
        at,
        Text::new(
            format!("項目 {item} は、親の項目 {parent} にないものを認めています: {what}"),
            format!("Item {item} grants what its parent, item {parent}, doesn't: {what}"),
        ),
    )
    .help(Text::new(
        "親の項目に加えるか、番号を親子でないものにしてください。",
        "Add it to the parent, or give the item a number of its own.",
    ))
}
