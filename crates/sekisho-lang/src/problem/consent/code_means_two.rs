use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1575,
    title: wording(
        "一つのコードに二つの意味",
        "One code with two meanings",
    ),
    meaning: wording(
        "同じ FHIR のコードが、この同意書の二つの項目に（または項目と nothing に）当てられています。",
        "The same FHIR code stands for two items of this form, or for an item and for nothing.",
    ),
    why: wording(
        "そのコードの Consent が、どの項目への同意なのか決まりません。",
        "A Consent with that code would not say which item the person agreed to.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  item "2" grants research on laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  from fhir "urn:oid:2.16.840.1.113883.3.1937.777.24.5.3.8" as item "1"
  from fhir "urn:oid:2.16.840.1.113883.3.1937.777.24.5.3" code "2.16.840.1.113883.3.1937.777.24.5.3.8" as item "2"
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
  item "2" grants research on laboratory
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  from fhir "urn:oid:2.16.840.1.113883.3.1937.777.24.5.3.8" as item "1"
  from fhir "urn:oid:2.16.840.1.113883.3.1937.777.24.5.3" code "2.16.840.1.113883.3.1937.777.24.5.3.46" as item "2"
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

pub fn code_means_two(at: Origin, code: &str, first: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("コード {code} に二つの意味があります。"),
            format!("The code {code} has two meanings."),
        ),
    )
    .help(Text::new(
        "一つの行だけを残してください。二つのコードが揃ってはじめて一つの項目になるなら、code \"…\" and \"…\" と書きます。",
        "Keep one of the lines. Where only two codes together are an item, write code \"…\" and \"…\".",
    ))
    .related(first, Text::new("もう一つの意味", "the other meaning"))
}
