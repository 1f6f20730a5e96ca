use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(811);

pub fn test_value(at: Origin, column: &str, wanted: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{column} の値は{wanted}の形ではありません。"),
            format!("The value of {column} is not of the form {wanted}."),
        ),
    )
    .help(Text::new(
        "例: birth_date 1960-05-01、code \"C34.1\"",
        "For example: birth_date 1960-05-01; code \"C34.1\"",
    ))
}
