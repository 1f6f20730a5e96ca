use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 701,
    title: wording("プロファイルに必要な行がない", "The profile lacks a line"),
    meaning: wording(
        "unlisted か key の行がありません。どちらにも既定値はありません。",
        "The profile has no unlisted line or no key line; neither has a default.",
    ),
    why: wording(
        "安全そうな既定値が、実は安全でなかった例は数多くあります。書いた人が決めたことだけが効きます。",
        "Defaults that look safe often are not. Only what an author decided is in force.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  dates shift per patient up to 180 days
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

pub fn lacks(at: Origin, profile: &str, line: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("プロファイル「{profile}」に {line} の行がありません。既定値はありません。"),
            format!("The profile '{profile}' has no '{line}' line, and there is no default."),
        ),
    )
    .help(Text::new(
        "例: unlisted drop、key scope study",
        "For example: unlisted drop; key scope study",
    ))
}
