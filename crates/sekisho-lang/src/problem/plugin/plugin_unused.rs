use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1315,
    title: wording("使われていないプラグイン", "A plugin that nothing calls"),
    meaning: wording("宣言したプラグインを、どの規則も呼んでいません。", "No rule calls the declared plugin."),
    why: wording("名の打ち違いか、消し忘れです。審査する人は、使われると思って読みます。", "It is a slip or a leftover; a reviewer reads it as if it were used."),
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
  table lab { unit: keep }
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

pub fn plugin_unused(at: Origin, name: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("プラグイン「{name}」はどこからも呼ばれていません。"),
            format!("Nothing calls the plugin '{name}'."),
        ),
    )
    .help(Text::new(
        format!("規則で {name}.関数(…) と書くか、宣言を消してください。"),
        format!("Call {name}.function(…) in a rule, or remove the declaration."),
    ))
}
