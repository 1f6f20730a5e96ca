use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1576,
    title: wording(
        "どの項目にもならない対応",
        "Codes that name no item",
    ),
    meaning: wording(
        "from fhir の行がありますが、項目に当てられたコードが一つもありません。",
        "There are from fhir lines, and none of them gives a code to an item.",
    ),
    why: wording(
        "この同意書の FHIR Consent は、すべて脇に置かれます。",
        "Every FHIR Consent of this form would be set aside.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  from fhir policy "urn:oid:2.16.840.1.113883.3.1937.777.24.2.184"
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
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  from fhir policy "urn:oid:2.16.840.1.113883.3.1937.777.24.2.184"
  from fhir "urn:oid:2.16.840.1.113883.3.1937.777.24.5.3.8" as item "1"
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

pub fn codes_name_no_item(at: Origin, form: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("同意書「{form}」の from fhir の行は、どの項目も指していません。"),
            format!("The from fhir lines of the form '{form}' name none of its items."),
        ),
    )
    .help(Text::new(
        "from fhir \"urn:oid:…\" as item \"1\" のように、項目に当たるコードを書いてください。",
        "Say which code is which item: from fhir \"urn:oid:…\" as item \"1\".",
    ))
}
