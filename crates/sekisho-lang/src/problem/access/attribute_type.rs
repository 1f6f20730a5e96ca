use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(507);

pub fn attribute_type(at: Origin, path: &str, takes: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{path} はこのようには比べられません。"),
            format!("{path} can't be compared like this."),
        ),
    )
    .help(Text::new(
        format!("例: {takes}"),
        format!("For example: {takes}"),
    ))
}
