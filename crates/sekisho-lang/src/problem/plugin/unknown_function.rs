use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use super::super::near_or;

pub static PAGE: Page = Page {
    code: 1307,
    title: wording("プラグインにない関数", "A function the plugin doesn't have"),
    meaning: wording("プラグインの宣言に、その名の関数がありません。", "The plugin declares no function of this name."),
    why: wording("宣言していない関数は、審査されていません。", "What is not declared was not reviewed."),
    example: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
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
  table lab { unit: mask.cleans() }
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

pub fn unknown_function(at: Origin, plugin: &str, function: &str, near: Option<&str>) -> Problem {
    PAGE
        .error(
            at,
            Text::new(
                format!("プラグイン「{plugin}」に関数 {function} はありません。"),
                format!("The plugin '{plugin}' has no function {function}."),
            ),
        )
        .help(near_or(
            near,
            Text::new("function の行を確かめてください。", "Check its function lines."),
        ))
}
