use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(418);

pub fn country(at: Origin, found: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("「{found}」は国の記号ではありません。"),
            format!("'{found}' is no country code."),
        ),
    )
    .help(Text::new(
        "ISO 3166-1 の大文字二字（JP, US など）で書いてください。",
        "Write the two capital letters of ISO 3166-1, such as JP or US.",
    ))
}
