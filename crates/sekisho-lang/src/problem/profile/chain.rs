use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(708);

pub fn chain(at: Origin, action: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{action} を then でつなぐことはできません。"),
            format!("'{action}' can't be part of a 'then' chain."),
        ),
    )
    .help(Text::new(
        "keep と drop は一つだけで書きます。",
        "keep and drop stand alone.",
    ))
}
