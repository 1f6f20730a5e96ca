use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use super::super::near_or;

pub static PAGE: Page = Page {
    code: 1317,
    title: wording("その名の処理はない", "No such action"),
    meaning: wording("その名の組み込みの処理はありません。プラグインの関数は PLUGIN.関数(…) と書きます。", "There is no built-in action of this name; a plugin's function is written PLUGIN.function(…)."),
    why: wording("知らない処理を読み飛ばせば、値はそのまま出てしまいます。", "Were an unknown action passed over, the value would leave as it came."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table lab { unit: scrub() }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table lab { unit: blank }
}"#),
};

pub fn unknown_action(at: Origin, name: &str, near: Option<&str>) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{name}(…) という処理はありません。"),
            format!("There is no action {name}(…)."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "プラグインの関数なら PLUGIN.関数(…) と書いてください。",
            "If it is a plugin's function, write PLUGIN.function(…).",
        ),
    ))
}
