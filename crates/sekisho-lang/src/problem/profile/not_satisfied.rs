use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 710,
    title: wording("基準が許さないものが残る", "More remains than the standard allows"),
    meaning: wording(
        "プロファイルは基準を満たすと述べていますが、この項目には基準の許さないものが残ります。条文を示しています。",
        "The profile claims a standard, but this field keeps what the clause named in the message does not allow.",
    ),
    why: wording(
        "氏名や自由記載が残れば、符号化でも仮名加工でも匿名加工でもありません。届け出と異なる提供になります。",
        "With a name or a free text left in, the data are neither coded nor pseudonymized nor anonymized, and the delivery is not the one that was approved.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.gender": keep
    "Patient.name.family": keep
  }
}"#,
    ),
    instead: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.gender": keep
    "Patient.name": drop
  }
}"#,
    ),
};

/// A field whose remains the standard does not allow.
pub fn not_satisfied(
    at: Origin,
    field: &Text,
    remains: &Text,
    allows: &Text,
    clause: &str,
    would_do: &str,
    standard: &str,
) -> Problem {
    PAGE.error(at,
        Text::new(
            format!(
                "{} には{}が残りますが、{standard} が許すのは{}です（{clause}）。",
                field.ja, remains.ja, allows.ja
            ),
            format!(
                "{} keeps {}, but {standard} allows {} ({clause}).",
                field.en, remains.en, allows.en
            ),
        ),
    )
    .help(Text::new(
        format!("使える処理: {would_do}"),
        format!("What would do: {would_do}"),
    ))
}
