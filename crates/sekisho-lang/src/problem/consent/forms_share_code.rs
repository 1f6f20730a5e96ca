use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1577,
    title: wording(
        "どちらの同意書か分からない",
        "Which of two forms is meant",
    ),
    meaning: wording(
        "二つの同意書が同じ FHIR のコード（または方針の URI）を持ち、Consent がどちらのものか決められません。",
        "Two forms have the same FHIR code, or the same policy, and nothing else tells of which of them a Consent is.",
    ),
    why: wording(
        "版が違えば、許すことも期限も違います。取り違えると、本人が読まなかった紙に同意したことになります。",
        "Another version grants other things for another time; people would have agreed to a paper they never read.",
    ),
    example: Example::Declarations(
        r#"consent broad {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-01" effective from 2020-01-01
  document "documents/form.md" digest "sha256:…"
  item "1" grants research on administrative, clinical
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  from fhir "urn:oid:2.16.840.1.113883.3.1937.777.24.5.3.8" as item "1"
  covers data collected whenever
  never expires
  after death keep
  minors as adults
  withdraw any item {
    new use stops at once
    results keep
  }
}

consent broad_2024 {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-02" effective from 2024-01-01
  document "documents/form.md" digest "sha256:…"
  replaces broad
  item "1" grants research on administrative, clinical
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
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
}

consent broad_2024 {
  label ja "研究利用に関する同意書" en "Research consent"
  form "IC-02" effective from 2024-01-01
  document "documents/form.md" digest "sha256:…"
  replaces broad
  item "1" grants research on administrative, clinical
    says ja "診療で得られた情報を、医学研究に使うことに同意します。" en "I agree to the use of my records for medical research."
  from fhir policy "urn:oid:2.16.840.1.113883.3.1937.777.24.2.1790"
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

pub fn forms_share_code(at: Origin, code: &str, form: &str, first: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{code} は同意書「{form}」のものでもあり、Consent がどちらのものか決まりません。"),
            format!("{code} belongs to the form '{form}' too, so a Consent would not say which of them it is."),
        ),
    )
    .help(Text::new(
        "それぞれの同意書に from fhir policy \"…\" を書き、その版を名指す方針の URI で分けてください。",
        "Tell them apart by from fhir policy \"…\" in each: the URI of the policy that names that version.",
    ))
    .related(first, Text::new("もう一つの同意書", "the other form"))
}
