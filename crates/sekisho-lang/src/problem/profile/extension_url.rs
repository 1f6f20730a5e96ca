use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 714,
    title: wording("拡張の URL ではない", "No extension URL"),
    meaning: wording(
        "extension の後は、http:// か urn: で始まる URL をそのまま書きます。",
        "After extension comes the whole URL, beginning with http:// or urn:.",
    ),
    why: wording(
        "拡張は病院ごとに違い、氏名が入っていることもあります。短い名前では、どの拡張か決まりません。",
        "Extensions differ by hospital and may hold a name. A short name doesn't say which one is meant.",
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
    extension "race": drop
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
    extension "http://example.org/fhir/race": drop
  }
}"#,
    ),
};

pub fn extension_url(at: Origin, url: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("\"{url}\" は拡張の URL ではありません。"),
            format!("\"{url}\" is no extension URL."),
        ),
    )
    .help(Text::new(
        "http:// や urn: で始まる URL をそのまま書いてください。",
        "Write the whole URL, from http:// or urn:.",
    ))
}
