use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(412);

pub fn document_missing(at: Origin, path: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("文書 {path} がパッケージにありません。"),
            format!("The document {path} is not in this package."),
        ),
    )
    .help(Text::new(
        "文書を置くか、パスを直してください。",
        "Add the document, or correct its path.",
    ))
}
