use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(810);

pub fn test_lacks(at: Origin, line: &str, example: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("allowed や denied を確かめるには {line} の行が要ります。"),
            format!("To expect allowed or denied, the test needs an '{line}' line."),
        ),
    )
    .help(Text::new(
        format!("例: {example}"),
        format!("For example: {example}"),
    ))
}
