use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1316,
    title: wording("作り直せない提供", "A delivery that can't be made again"),
    meaning: wording("提供に使うプロファイルが、結果の変わりうる（random）関数を呼んでいます。", "The profile of a delivery calls a function that may answer otherwise next time (random)."),
    why: wording("同じ版、同じ方針、同じ依頼からは、同じ中身が出なければなりません。そうでないと、後から出所をたどれません。", "The same snapshot, bundle and request must give the same bytes, or nothing delivered can be traced."),
    example: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean(text: Text) -> Text random leaves cleaned
  capabilities none
  fuel 50 million
  memory 64 MiB
}
profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.birthDate": year
  }
  table lab { unit: mask.clean() }
}"#),
    instead: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean(text: Text) -> Text deterministic leaves cleaned
  capabilities none
  fuel 50 million
  memory 64 MiB
}
profile coded {
  satisfies jp_coded_consent
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  fhir R4 {
    type id, type Reference: pseudonym
    type date, type dateTime, type instant: shift
    type CodeableConcept, type Coding, type Quantity: keep
    "Patient.birthDate": year
  }
  table lab { unit: mask.clean() }
}"#),
};

pub fn random_plugin(at: Origin, function: &str, profile: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("プロファイル「{profile}」の {function} は結果が変わりうるので、提供には使えません。"),
            format!("{function} in the profile '{profile}' may answer otherwise next time, so no delivery can use it."),
        ),
    )
    .help(Text::new(
        "deterministic な関数を使ってください。",
        "Use a deterministic function.",
    ))
}
