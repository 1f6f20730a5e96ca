use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::profile::ValueKind;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1312,
    title: wording("プラグインの扱えない欄", "A field the plugin can't take"),
    meaning: wording("関数の最初の引数の型が、この欄の値の型と違います。", "The type of the function's first parameter is not that of the field's values."),
    why: wording("部品は、宣言した型の値しか受け取りません。", "A component is only given values of its declared type."),
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
  table lab { date: mask.clean() }
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

pub fn value_type(at: Origin, function: &str, takes: &str, kind: ValueKind) -> Problem {
    let (ja, en) = kind.word();
    PAGE.error(
        at,
        Text::new(
            format!("{function} が受け取るのは {takes} で、{ja}ではありません。"),
            format!("{function} takes {takes}, not {en}."),
        ),
    )
    .help(Text::new(
        "欄か、前の処理か、関数を確かめてください。",
        "Check the field, the actions before, or the function.",
    ))
}
