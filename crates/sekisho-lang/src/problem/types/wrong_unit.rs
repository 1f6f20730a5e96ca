use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(303);

pub fn wrong_unit(at: Origin, column: &str, wanted: &str, found: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{column} の単位は {wanted} で、{found} ではありません。"),
            format!("{column} is measured in {wanted}, not {found}."),
        ),
    )
    .help(Text::new(
        "値を換算して書いてください。",
        "Convert the value.",
    ))
}
