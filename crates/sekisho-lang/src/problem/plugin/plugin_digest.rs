use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1301,
    title: wording("プラグインの指紋が読めない", "A plugin without a readable digest"),
    meaning: wording("プラグインの部品の SHA-256 を、sha256: と 64 桁の 16 進数で書きます。", "The SHA-256 of the component is written as sha256: and 64 hexadecimal digits."),
    why: wording("指紋がなければ、審査した部品と動く部品が同じである証がありません。", "Without it nothing shows that the component that runs is the one that was reviewed."),
    example: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:abc" {
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

pub fn plugin_digest(at: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            "プラグインの指紋が sha256: と 64 桁の 16 進数ではありません。",
            "The plugin's digest is not sha256: and 64 hexadecimal digits.",
        ),
    )
    .help(Text::new(
        "sha256sum FILE.wasm の結果を書いてください。",
        "Write what sha256sum FILE.wasm gives.",
    ))
}
