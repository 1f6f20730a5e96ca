use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(406);

pub fn no_items(at: Origin, name: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("同意書「{name}」に項目がありません。"),
            format!("The consent form '{name}' has no item."),
        ),
    )
    .help(Text::new(
        "例: item \"1\" grants research on everything",
        "For example: item \"1\" grants research on everything",
    ))
}
