use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(512);

pub fn access_twice(at: Origin, study: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("研究「{study}」の access が二つあります。"),
            format!("The study '{study}' has two access blocks."),
        ),
    )
    .help(Text::new(
        "一つにまとめてください。",
        "Merge them into one.",
    ))
}
