use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 707,
    title: wording("同じ所に規則が二つある", "Two rules for one place"),
    meaning: wording(
        "同じ要素か型に、二つの規則があります。",
        "One element or type has two rules.",
    ),
    why: wording(
        "順番で勝つ規則はありません。長いパスが短いパスに勝ち、パスが型に勝つ、それだけです。",
        "No rule wins by its order. A longer path beats a shorter, a path beats a type, and that is all.",
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
    "Patient.gender": drop
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
  }
}"#,
    ),
};

pub fn rule_twice(at: Origin, selector: &str, first: Origin) -> Problem {
    let mut problem = PAGE.error(at,
        Text::new(
            format!("{selector} の規則が二つあります。"),
            format!("There are two rules for {selector}."),
        ),
    )
    .help(Text::new(
        "順番で勝つ規則はありません。一つにしてください。",
        "No rule wins by its order; keep one.",
    ));
    problem.related = Some((first, Text::new("最初の規則", "the first rule")));
    problem
}
