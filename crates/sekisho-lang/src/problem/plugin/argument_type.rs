use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1309,
    title: wording("引数の型が違う", "An argument of another type"),
    meaning: wording("引数の値が、宣言された型ではありません。", "The value of the argument is not of the declared type."),
    why: wording("型の違う値は、部品の中で読めません。", "The component could not read it."),
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
  table lab { unit: mask.clean(dates: 3) }
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
  table lab { unit: mask.clean(dates: yes) }
}"#),
};

pub fn argument_type(at: Origin, name: &str, kind: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("引数「{name}」は {kind} でなければなりません。"),
            format!("The argument '{name}' must be {kind}."),
        ),
    )
    .help(Text::new(
        "例: Text は \"…\"、Decimal は 0.25、Integer は 3、Bool は yes か no、Date は 2026-04-01",
        "For example: Text \"…\", Decimal 0.25, Integer 3, Bool yes or no, Date 2026-04-01",
    ))
}
