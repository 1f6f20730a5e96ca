use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 727,
    title: wording("決めていない要素で提供が止まる", "Undecided elements will stop the delivery"),
    meaning: wording(
        "unlisted stop のプロファイルで、提供するデータの記録が持ちうる要素のうち、どの規則にも当たらないものがあります。その一つでも中身があれば、提供は何も渡さずに止まります。",
        "A profile with unlisted stop decides nothing of elements that records of the delivered classes can hold. One record with such an element ends the delivery, and nothing leaves.",
    ),
    why: wording(
        "止まるのは安全ですが、渡す日になって分かると提供が遅れます。決めておけば、止まるのは本当に知らない要素だけになります。要素の一覧は sekisho check --coverage で読めます。",
        "To stop is safe, but to learn it on the day of the delivery delays it. Once all is decided, only what nobody knew of stops. 'sekisho check --coverage' lists the elements.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted stop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.gender": keep
    "Patient.birthDate": year
  }
}
"#,
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
    "Patient.birthDate": year
  }
}
"#,
    ),
};

/// `types`: the record types with most left open, in words.
pub fn stops_unlisted(at: Origin, profile: &str, count: usize, types: &Text) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!(
                "「{profile}」は決めていない要素で止まりますが、渡す記録が持ちうる {count} 個を決めていません: {}",
                types.ja
            ),
            format!(
                "'{profile}' stops at undecided elements and leaves {count} undecided that its records can hold: {}",
                types.en
            ),
        ),
    )
    .help(Text::new(
        "要らない型は type string: drop のようにまとめて決めるか、unlisted drop にしてください。一覧は sekisho check --coverage",
        "Decide whole types at once (type string: drop), or write unlisted drop. The list: sekisho check --coverage",
    ))
}
