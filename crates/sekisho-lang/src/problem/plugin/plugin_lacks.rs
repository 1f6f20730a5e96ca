use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1302,
    title: wording("プラグインの宣言に足りない行", "A line missing from a plugin"),
    meaning: wording("プラグインは、関数、権限（capabilities none）、命令の上限（fuel）、記憶の上限（memory）を必ず言います。", "A plugin says its functions, its capabilities (none), its fuel and its memory."),
    why: wording("上限のない部品は、止まらないかもしれません。既定値はありません。", "A component without limits may never end; there is no default."),
    example: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean(text: Text) -> Text deterministic leaves cleaned
  capabilities none
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

pub fn plugin_lacks(at: Origin, plugin: &str, line: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("プラグイン「{plugin}」に {line} の行がありません。"),
            format!("The plugin '{plugin}' has no '{line}' line."),
        ),
    )
    .help(Text::new(format!("例: {line}"), format!("For example: {line}")))
}
