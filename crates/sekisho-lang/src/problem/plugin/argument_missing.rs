use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1310,
    title: wording("引数が足りない", "A missing argument"),
    meaning: wording("関数の引数は、最初の値を除いて、すべて一度ずつ書きます。", "Every parameter but the first is given once."),
    why: wording("既定値はありません。黙って決まる値は、審査のときに見えません。", "There are no defaults: what is decided in silence is not seen in a review."),
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
  table lab { unit: mask.clean() }
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

pub fn argument_missing(at: Origin, name: &str, kind: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("引数「{name}」（{kind}）を一度だけ書いてください。"),
            format!("The argument '{name}' ({kind}) must be given once."),
        ),
    )
    .help(Text::new(format!("例: ({name}: …)"), format!("For example: ({name}: …)")))
}
