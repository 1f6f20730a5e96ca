use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(401);

pub fn no_form_line(at: Origin, name: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("同意書「{name}」に form の行がありません。"),
            format!("The consent form '{name}' has no 'form' line."),
        ),
    )
    .help(Text::new(
        "例: form \"IC-01\" effective from 2020-01-01",
        "For example: form \"IC-01\" effective from 2020-01-01",
    ))
}
