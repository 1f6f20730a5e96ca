use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1318,
    title: wording("同じ名の関数が二つ", "Two functions of one name"),
    meaning: wording("一つのプラグインに同じ名の関数が二つあります。", "A plugin declares two functions of one name."),
    why: wording("どちらを呼ぶのか決まりません。", "It is not certain which one a rule calls."),
    example: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean(text: Text) -> Text deterministic leaves cleaned
  capabilities none
  fuel 50 million
  memory 64 MiB
  function clean(text: Text) -> Text deterministic leaves cleaned
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

pub fn function_twice(at: Origin, name: &str, first: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("関数 {name} が二つあります。"),
            format!("There are two functions {name}."),
        ),
    )
    .help(Text::new("名を変えるか、一つにしてください。", "Rename one, or keep one."))
    .related(first, Text::new("最初のもの", "the first one"))
}
