use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1311,
    title: wording("引数は値で書く", "Arguments are plain values"),
    meaning: wording("プラグインの引数に書けるのは、文字、数、日付、yes と no だけです。", "An argument of a plugin is a text, a number, a date, yes or no."),
    why: wording("列や式を渡せると、部品が何を見たかが方針から読めなくなります。", "Were it given columns or expressions, the policy would no longer tell what it saw."),
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
  table lab { unit: mask.clean(dates: sex) }
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

pub fn argument_is_a_value(at: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            "引数に名前や式は渡せません。",
            "An argument can't be a name or an expression.",
        ),
    )
    .help(Text::new(
        "\"…\"、数、日付、yes、no のどれかを書いてください。",
        "Write \"…\", a number, a date, yes or no.",
    ))
}
