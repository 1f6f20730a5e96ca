use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1308,
    title: wording("関数にない引数", "An argument the function doesn't have"),
    meaning: wording("渡した引数の名が、関数の宣言にありません。最初の引数は欄の値なので書きません。", "The argument is not one of the function's. The first parameter is the field's own value and is not written."),
    why: wording("名の違う引数は効かず、書いた人の考えと違う結果になります。", "A misnamed argument has no effect, and the outcome is not what its author thinks."),
    example: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean(text: Text, dates: Bool) -> Text deterministic leaves cleaned
  capabilities none
  fuel 50 million
  memory 64 MiB
}
profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table lab { unit: mask.clean(dates: no, names: yes) }
}"#),
    instead: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean(text: Text, dates: Bool) -> Text deterministic leaves cleaned
  capabilities none
  fuel 50 million
  memory 64 MiB
}
profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table lab { unit: mask.clean(dates: no) }
}"#),
};

pub fn unknown_argument(at: Origin, name: &str, takes: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("引数「{name}」は関数の宣言にありません。"),
            format!("The function has no parameter '{name}'."),
        ),
    )
    .help(Text::new(
        format!("引数: {}", if takes.is_empty() { "なし" } else { takes }),
        format!("It takes: {}", if takes.is_empty() { "nothing" } else { takes }),
    ))
}
