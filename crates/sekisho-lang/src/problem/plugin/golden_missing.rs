use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1374,
    title: wording("プラグインの事例がない", "A plugin's cases are not there"),
    meaning: wording(
        "golden に書いたファイルが、方針のフォルダーにありません。",
        "The file that 'golden' names is not in the package.",
    ),
    why: wording(
        "審査する人は、事例で部品の振る舞いを知ります。ないものは試せません。",
        "A board learns from cases what a component does; what is not there is never tried.",
    ),
    example: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean(text: Text) -> Text deterministic leaves cleaned
  capabilities none
  fuel 50 million
  memory 64 MiB
  golden "golden/mask.ndjson"
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

pub fn golden_missing(at: Origin, plugin: &str, file: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("プラグイン「{plugin}」の事例 {file} が方針のフォルダーにありません。"),
            format!("The cases {file} of the plugin '{plugin}' are not in the package."),
        ),
    )
    .help(Text::new(
        "方針のフォルダーに置くか、golden の行を消してください。",
        "Lay the file into the package, or take the 'golden' line away.",
    ))
}
