use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 725,
    title: wording("まとめた年齢が、生年月日から分かる", "A grouped age that the birth date tells"),
    meaning: wording(
        "年齢は上限や階級でまとめているのに、生年月日が（年だけでも、ずらしてあっても）残っています。",
        "Ages are capped or grouped, but a birth date stays, be it only the year or shifted.",
    ),
    why: wording(
        "生まれた年が分かれば、年齢は一年の幅で分かります。九十歳以上をまとめた意味がなくなります。まとめ方は、年齢を示すすべての日付に及びます（45 CFR 164.514(b)(2)(i)(C) も、89歳を超える年齢を示す年を含めています）。",
        "A year of birth tells the age to a year, so that putting all from 90 together means nothing. A limit on ages reaches every date that tells one; 45 CFR 164.514(b)(2)(i)(C) names the year that indicates an age over 89.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  table patient {
    birth_date: year
    age: cap 90 years
  }
  fhir R4 {
    type id, type Reference: pseudonym
    "Condition.code": keep
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
    birth_date: drop
    age: cap 90 years
  }
  fhir R4 {
    type id, type Reference: pseudonym
    "Condition.code": keep
  }
}
"#,
    ),
};

/// `births`: every date of birth that leaves, with what stays of it.
pub fn age_told_by_date(at: Origin, age: &str, births: &[Text], birth_at: Origin) -> Problem {
    let list = |of: fn(&Text) -> &str, and: &str| {
        births.iter().map(of).collect::<Vec<_>>().join(and)
    };
    PAGE.warning(
        at,
        Text::new(
            format!(
                "{age} はまとめてありますが、生年月日が残るので年齢が分かります: {}",
                list(|t| &t.ja, "、")
            ),
            format!(
                "{age} is put in groups, but a birth date tells the age: {}",
                list(|t| &t.en, ", ")
            ),
        ),
    )
    .help(Text::new(
        "生年月日を drop にするか、年齢をまとめる必要がないなら、そのまま keep にしてください。",
        "Drop the birth date; or, where ages need no groups, keep the age as it is.",
    ))
    .related(birth_at, Text::new("生年月日の規則", "the rule of the birth date"))
}
