use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1314,
    title: wording("いつも同じ結果かが書かれていない", "Deterministic or random is unsaid"),
    meaning: wording("関数は deterministic か random かを言います。", "A function says whether it is deterministic or random."),
    why: wording("同じ入力が同じ結果になるかどうかで、作り直せる提供かどうかが決まります。", "Whether a delivery can be made again depends on it."),
    example: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean(text: Text) -> Text leaves cleaned
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

pub fn determinism_unsaid(at: Origin, function: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("関数 {function} に deterministic か random がありません。"),
            format!("The function {function} is neither deterministic nor random."),
        ),
    )
    .help(Text::new(
        "同じ入力にいつも同じ答えなら deterministic と書いてください。",
        "Write deterministic if the same input always gives the same answer.",
    ))
}
