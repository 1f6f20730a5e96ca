use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(420);

pub fn optout_incomplete(at: Origin, name: &str, line: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("オプトアウト「{name}」に {line} の行がありません。"),
            format!("The opt-out notice '{name}' has no '{line}' line."),
        ),
    )
    .help(Text::new(
        "例: grants research on claims、notice required 30 days before first use",
        "For example: grants research on claims; notice required 30 days before first use",
    ))
}
