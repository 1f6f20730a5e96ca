use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 414,
    title: wording("その項目はこの同意書にない", "The form has no such item"),
    meaning: wording(
        "requires、withdraw、corrects、from fhir が指す項目の番号が、この同意書にありません。",
        "An item that requires, withdraw, corrects or from fhir names is not among the items of this form.",
    ),
    why: wording(
        "番号を取り違えると、別の項目の撤回として扱われかねません。",
        "With the wrong number, another item could be taken as withdrawn.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical, laboratory requires item "9"
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
  item "1" grants research on administrative, clinical, laboratory
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

pub fn unknown_item(at: Origin, form: &str, item: &str, near: Option<&str>) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("同意書「{form}」に項目 {item} はありません。"),
            format!("The consent form '{form}' has no item {item}."),
        ),
    )
    .help(near_or(
        near,
        Text::new("項目の番号を確かめてください。", "Check the item's number."),
    ))
}
