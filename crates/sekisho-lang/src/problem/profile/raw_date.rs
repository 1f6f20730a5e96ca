use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 711,
    title: wording("ずらさない日付が混じっている", "A true date among shifted ones"),
    meaning: wording(
        "ほかの日付はずらすのに、この項目だけ本当の日付が残ります。",
        "Other dates shift, but this field keeps its true date.",
    ),
    why: wording(
        "一つの本当の日付があれば、差を取るだけでずれの日数が分かり、その患者の日付がすべて元に戻ります。",
        "One true date is enough: the difference gives the shift, and with it every date of that patient.",
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
    "Condition.recordedDate": keep
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
    "Condition.recordedDate": shift
  }
}"#,
    ),
};

pub fn raw_date(at: Origin, field: &Text) -> Problem {
    let (ja, en) = (&field.ja, &field.en);
    PAGE.error(
        at,
        Text::new(
            format!("{ja} の日付がそのまま残ります。ほかの日付はずらすので、差からずれの日数が分かってしまいます。"),
            format!("{en} keeps its true date while other dates shift: the difference gives the shift away."),
        ),
    )
    .help(Text::new(
        "使える処理: shift, drop（年だけでよければ year）",
        "What would do: shift, drop (or year where a year is enough)",
    ))
}
