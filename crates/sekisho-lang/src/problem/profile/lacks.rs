use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(701);

pub fn lacks(at: Origin, profile: &str, line: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("プロファイル「{profile}」に {line} の行がありません。既定値はありません。"),
            format!("The profile '{profile}' has no '{line}' line, and there is no default."),
        ),
    )
    .help(Text::new(
        "例: unlisted drop、key scope study",
        "For example: unlisted drop; key scope study",
    ))
}
