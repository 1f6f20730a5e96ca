use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 716,
    title: wording("id と参照が仮名にならない", "Ids and references stay as they are"),
    meaning: wording(
        "id と参照を仮名に変える規則がありません。",
        "No rule turns ids and references into pseudonyms.",
    ),
    why: wording(
        "病院の id が残れば、受け取った側で元の患者に戻れます。消してしまえば、同じ患者の記録がつながりません。",
        "With the hospital's ids left in, a recipient can go back to the patient; with them dropped, the records of one patient fall apart.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
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

pub fn ids_unkeyed(at: Origin, profile: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("プロファイル「{profile}」には、id と参照を仮名にする規則がありません。"),
            format!(
                "The profile '{profile}' has no rule that turns ids and references into pseudonyms."
            ),
        ),
    )
    .help(Text::new(
        "type id, type Reference: pseudonym を加えてください。",
        "Add 'type id, type Reference: pseudonym'.",
    ))
}
