use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(403);

pub fn silent_about_minors(at: Origin, name: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("同意書「{name}」は、未成年者の扱いを述べていません。"),
            format!("The consent form '{name}' doesn't say how minors are treated."),
        ),
    )
    .help(Text::new(
        "minors as adults か minor under 18 years { … } を書いてください。",
        "Write 'minors as adults' or 'minor under 18 years { … }'.",
    ))
}
