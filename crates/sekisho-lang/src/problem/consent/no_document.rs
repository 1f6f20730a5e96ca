use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(413);

pub fn no_document(at: Origin, name: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("同意書「{name}」の文書が示されていません。"),
            format!("The consent form '{name}' doesn't name its document."),
        ),
    )
    .help(Text::new(
        "例: document \"documents/form.md\" digest \"sha256:…\"",
        "For example: document \"documents/form.md\" digest \"sha256:…\"",
    ))
}
