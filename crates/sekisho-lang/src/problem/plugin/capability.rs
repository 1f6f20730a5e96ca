use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1305,
    title: wording("プラグインは何も触れられない", "A plugin has no capabilities"),
    meaning: wording("プラグインは時計もファイルもネットワークも使えません。書けるのは capabilities none だけです。", "A plugin has no clock, file or network; capabilities none is all that can be said."),
    why: wording("外に触れられる部品は、患者の値を持ち出せます。", "A component that reaches outside could carry patients' values away."),
    example: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean(text: Text) -> Text deterministic leaves cleaned
  capabilities network
  fuel 50 million
  memory 64 MiB
}
profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table lab { unit: mask.clean() }
}"#),
    instead: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean(text: Text) -> Text deterministic leaves cleaned
  capabilities none
  fuel 50 million
  memory 64 MiB
}
profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table lab { unit: mask.clean() }
}"#),
};

pub fn capability(at: Origin, name: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("プラグインに {name} の権限は与えられません。"),
            format!("A plugin can't be given '{name}'."),
        ),
    )
    .help(Text::new("capabilities none と書いてください。", "Write capabilities none."))
    .fix("none")
}
