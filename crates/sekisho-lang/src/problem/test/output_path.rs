use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(1007);

pub fn output_path(at: Origin, path: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("「{path}」は 表.列 の形ではありません。"),
            format!("'{path}' is not of the form table.column."),
        ),
    )
    .help(Text::new(
        "例: expect output coded patient.birth_date of P1 is \"1960\"",
        "For example: expect output coded patient.birth_date of P1 is \"1960\"",
    ))
}
