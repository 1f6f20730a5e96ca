use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 724,
    title: wording("一つの事柄に二つの結果", "One datum, two outcomes"),
    meaning: wording(
        "生年月日や郵便番号のように一人に一つしかない事柄を、場所（表、FHIR、画像、レセプト）によって違う形で残しています。",
        "What a person has one of, such as a birth date or a postal code, is left in different forms in different places: a table, FHIR, an image, a claim.",
    ),
    why: wording(
        "受け取った人は両方を見ます。粗い方は守りにならず、年とずらした日付のように、二つを合わせるとどちらか一つより多くが分かることもあります。片方だけ出さないのは構いません。",
        "Whoever receives them sees both. The coarser one protects nothing, and two may tell more than either: a year and a shifted date narrow each other. Dropping it in one place is no conflict.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient {
    birth_date: year
    sex: keep
  }
  fhir R4 {
    type id, type Reference: pseudonym
    "Patient.birthDate": shift
    "Patient.gender": keep
  }
}
"#,
    ),
    instead: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  table patient {
    birth_date: year
    sex: keep
  }
  fhir R4 {
    type id, type Reference: pseudonym
    "Patient.birthDate": year
    "Patient.gender": keep
  }
}
"#,
    ),
};

/// `narrowest`: the field that leaves least, and what it leaves.
pub fn two_outcomes(
    at: Origin,
    concept: &Text,
    field: &str,
    stays: &Text,
    narrowest: (&str, &Text),
    narrowest_at: Origin,
) -> Problem {
    let (other, left) = narrowest;
    PAGE.error(
        at,
        Text::new(
            format!(
                "{}が二つの形で出ます。{field} には{}が、{other} には{}が残ります。",
                concept.ja, stays.ja, left.ja
            ),
            format!(
                "The {} leaves in two forms: {field} holds {}, {other} holds {}.",
                concept.en, stays.en, left.en
            ),
        ),
    )
    .help(Text::new(
        "どちらも同じ処理にするか、一方を drop にしてください。",
        "Give both the same transform, or drop one of them.",
    ))
    .related(narrowest_at, Text::new("もう一方", "the other"))
}
