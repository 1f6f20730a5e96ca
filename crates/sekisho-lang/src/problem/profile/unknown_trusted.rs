use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1560,
    title: wording("信じると言うコード体系がない", "A trusted system that is none"),
    meaning: wording(
        "trust codes of の後には、データモデルにあるコード体系の名か、体系の URI を書きます。",
        "After trust codes of comes the name of a code system of the data model, or a system's URI.",
    ),
    why: wording(
        "信じると言った体系のコードと表示名は、表で引かずに外へ出ます。どの体系か決まらなければ、どの入力欄の文字が出るのか誰にも分かりません。",
        "Codes and displays of a trusted system leave without being looked up. If it isn't certain which system is meant, nobody knows whose typing will leave.",
    ),
    example: Example::Declarations(
        r#"profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  trust codes of "LOINCC" because ja "検査部門システムの項目表から選ぶ" en "picked from the laboratory's table of tests"
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
  trust codes of "LOINC" because ja "検査部門システムの項目表から選ぶ" en "picked from the laboratory's table of tests"
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.gender": keep
  }
}"#,
    ),
};

pub fn unknown_trusted(at: Origin, system: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(
        at,
        Text::new(
            format!("「{system}」というコード体系はありません。"),
            format!("There is no code system '{system}'."),
        ),
    );
    match near {
        Some(near) => problem.help(Text::new(
            format!("「{near}」のことですか。病院の体系なら、その URI を書いてください。"),
            format!("Did you mean '{near}'? For a system of the hospital's own write its URI."),
        )),
        None => problem.help(Text::new(
            "病院の体系なら、その URI（http:// や urn: で始まる）を書いてください。",
            "For a system of the hospital's own write its URI, from http:// or urn:.",
        )),
    }
}
