use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1306,
    title: wording("上限が読めないか、大きすぎる", "A limit that can't be"),
    meaning: wording("fuel は million（百万命令）で、memory は MiB か GiB で、決まった範囲に書きます。", "fuel is counted in million instructions, memory in MiB or GiB, within bounds."),
    why: wording("大きすぎる上限は、ないのと同じです。", "A limit too large is none."),
    example: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean(text: Text) -> Text deterministic leaves cleaned
  capabilities none
  fuel 50 million
  memory 900 GiB
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

pub fn plugin_limit(at: Origin, number: &str, unit: &str, most: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("上限 {number} {unit} は使えません。"),
            format!("{number} {unit} can't be a limit."),
        ),
    )
    .help(Text::new(format!("1 から {most} まで"), format!("From 1 to {most}.")))
}
