use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(404);

pub fn silent_about_expiry(at: Origin, name: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("同意書「{name}」は、いつまで有効かを述べていません。"),
            format!("The consent form '{name}' doesn't say how long it holds."),
        ),
    )
    .help(Text::new(
        "expires 10 years after signed か never expires を書いてください。",
        "Write 'expires 10 years after signed' or 'never expires'.",
    ))
}
