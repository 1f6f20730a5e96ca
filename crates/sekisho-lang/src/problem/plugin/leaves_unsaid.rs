use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1304,
    title: wording("何が残るかが書かれていない", "What remains is unsaid"),
    meaning: wording("関数は、値の何が残るかを leaves nothing | cleaned | coarse | linking | itself で言います。", "A function says what of the value remains: leaves nothing, cleaned, coarse, linking or itself."),
    why: wording("それがなければ、法の求めるものを満たすかを証明できません。", "Without it no regime can be proved."),
    example: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean(text: Text) -> Text deterministic
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

pub fn leaves_unsaid(at: Origin, function: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("関数 {function} は、何が残るかを言っていません。"),
            format!("The function {function} doesn't say what remains."),
        ),
    )
    .help(Text::new(
        "leaves nothing, cleaned, coarse, linking, itself のどれかを行の終わりに書いてください。",
        "End the line with leaves nothing, cleaned, coarse, linking or itself.",
    ))
}
