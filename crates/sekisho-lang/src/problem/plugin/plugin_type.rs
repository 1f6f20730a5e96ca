use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use super::super::near_or;

pub static PAGE: Page = Page {
    code: 1303,
    title: wording("プラグインの型の名", "A type that plugins don't have"),
    meaning: wording("関数の型は Text, Code, Date, Decimal, Integer, Bool, Image のどれかです。", "Functions take and give Text, Code, Date, Decimal, Integer, Bool or Image."),
    why: wording("型が決まらないと、渡せる欄も決まりません。", "Without a type it is not known which fields it may take."),
    example: Example::Declarations(r#"plugin mask 1.0 from "registry:ncc/mask" digest "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" {
  label ja "整える" en "Clean"
  function clean(text: Texts) -> Text deterministic leaves cleaned
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

pub fn plugin_type(at: Origin, name: &str, near: Option<&str>) -> Problem {
    let problem = PAGE
        .error(
            at,
            Text::new(
                format!("{name} という型はありません。"),
                format!("There is no type {name}."),
            ),
        )
        .help(near_or(
            near,
            Text::new(
                "使えるのは: Text, Code, Date, Decimal, Integer, Bool, Image",
                "Known are: Text, Code, Date, Decimal, Integer, Bool, Image",
            ),
        ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
