use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 726,
    title: wording("FHIR が必須とする項目を落としている", "An element that FHIR requires is dropped"),
    meaning: wording(
        "drop と書いた項目は、FHIR R4 で必ず要るもの（min 1）です。記録を正しい FHIR のまま渡すため、その場所には「伏せた」という印（data-absent-reason: masked）が入ります。印を置けない項目では、それを含む要素ごと出ません。",
        "The element of the drop line is required by FHIR R4 (min 1). So that the record stays valid, it goes out with a data-absent-reason of 'masked'; where its type can hold none, the whole around it goes too.",
    ),
    why: wording(
        "受け取る側のプログラムは、状態やコードがあるものとして読みます。status のように読み方を変える項目がないと、取り消された記録を正しい記録として数えることもあります。",
        "Programs on the other side read on the assumption that a status or a code is there. Without one that changes how the rest reads, a record entered in error may be counted as a true one.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  fhir R4 {
    type id, type Reference: pseudonym
    "Observation.code", "Observation.value.ofType(Quantity)": keep
    "Observation.status": drop
  }
}
"#,
    ),
    instead: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  fhir R4 {
    type id, type Reference: pseudonym
    "Observation.code", "Observation.value.ofType(Quantity)": keep
    "Observation.status": keep
  }
}
"#,
    ),
};

/// `says_why`: the element's type can hold a reason; else its whole goes. `is_modifier`: it changes
/// how the rest of its whole reads.
pub fn required_dropped(
    at: Origin,
    path: &str,
    whole: &str,
    says_why: bool,
    is_modifier: bool,
) -> Problem {
    let (ja, en) = if says_why {
        (
            "「伏せた」という印（data-absent-reason: masked）で出ます。".to_owned(),
            "it leaves as a data-absent-reason of 'masked'.".to_owned(),
        )
    } else {
        (
            format!("印を置けないので、{whole} ごと出ません。"),
            format!("it can hold no reason, so {whole} doesn't leave at all."),
        )
    };
    let (reads_ja, reads_en) = if is_modifier {
        (
            "ほかの項目の読み方を変える項目です。",
            " It changes how the rest reads.",
        )
    } else {
        ("", "")
    };
    PAGE.warning(
        at,
        Text::new(
            format!("{path} は FHIR で必須です。落とすと、{ja}{reads_ja}"),
            format!("{path} is required by FHIR: dropped, {en}{reads_en}"),
        ),
    )
    .help(Text::new(
        "値を出してよければ keep に、記録ごと要らなければその型を drop にしてください。",
        "Keep it where its value may leave; drop the whole type where the record isn't needed.",
    ))
}
