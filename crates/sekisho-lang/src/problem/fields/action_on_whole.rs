use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1127,
    title: wording("全体には使えない処理", "An action a whole can't take"),
    meaning: wording("cap, round, band, map, replace とプラグインは、値を一つ持つ要素にだけ使えます。", "cap, round, band, map, replace and plugins work on elements that hold one value."),
    why: wording("全体のどの値のことかが決まらず、残りがそのまま出てしまいます。", "It would not be certain which of its values is meant, and the rest would leave as it came."),
    example: Example::Declarations(r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding: keep
    type Quantity: round 5
    "Patient.birthDate": year
  }
}"#),
    instead: Example::Declarations(r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding: keep
    "Quantity.value": round 5
    "Patient.birthDate": year
  }
}"#),
};

pub fn action_on_whole(at: Origin, action: &str, selector: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{selector} は値が一つの要素ではないので、{action} は使えません。"),
            format!("{selector} is no single value, so '{action}' can't be used on it."),
        ),
    )
    .help(Text::new(
        "中の要素（\"Quantity.value\" など）を名指してください。",
        "Name the element inside, such as \"Quantity.value\".",
    ))
}
