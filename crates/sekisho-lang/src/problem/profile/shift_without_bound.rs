use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 702,
    title: wording("ずらす幅が書かれていない", "How far dates shift is not said"),
    meaning: wording(
        "shift を使っていますが、何日までずらすか（dates shift per patient up to …）がありません。",
        "shift is used, but dates shift per patient up to … is missing.",
    ),
    why: wording(
        "患者ごとに一定の日数をずらすから、経過の間隔が保たれます。幅が決まらなければずらせません。",
        "Each patient's dates move by one constant, which keeps intervals true. Without a bound nothing can move.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.gender": keep
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

pub fn shift_without_bound(at: Origin, profile: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("プロファイル「{profile}」は日付をずらしますが、幅が書かれていません。"),
            format!("The profile '{profile}' shifts dates but doesn't say how far."),
        ),
    )
    .help(Text::new(
        "例: dates shift per patient up to 180 days",
        "For example: dates shift per patient up to 180 days",
    ))
}
