use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1313,
    title: wording("値を受け取らない関数", "A function that takes no value"),
    meaning: wording("関数の最初の引数は、欄の値です。引数が一つもありません。", "The first parameter of a function is the field's value; this one has none."),
    why: wording("値を見ない関数は、値を変えられません。決まった文字なら replace で足ります。", "A function that sees no value can change none; for a fixed text, replace will do."),
    example: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean() -> Text deterministic leaves cleaned
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

pub fn no_value_parameter(at: Origin, function: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("関数 {function} に引数がありません。"),
            format!("The function {function} has no parameter."),
        ),
    )
    .help(Text::new(
        format!("例: function {function}(value: Text) -> Text deterministic leaves cleaned"),
        format!("For example: function {function}(value: Text) -> Text deterministic leaves cleaned"),
    ))
}
