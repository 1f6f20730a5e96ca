use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(411);

pub fn document_changed(at: Origin, path: &str, digest: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("文書 {path} の内容が、書かれたダイジェストと違います。"),
            format!("The document {path} is not the one this digest belongs to."),
        ),
    )
    .help(Text::new(
        "文書が正しければ、ダイジェストを直してください。倫理審査で承認された版か確かめること。",
        "If the document is the approved one, write its digest.",
    ))
    .fix(format!("\"{digest}\""))
}
