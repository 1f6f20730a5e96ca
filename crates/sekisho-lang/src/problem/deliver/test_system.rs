use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(812);

pub fn test_system(at: Origin, code: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("コード {code} の体系が一つに決まりません。"),
            format!("It is not clear of which code system {code} is."),
        ),
    )
    .help(Text::new(
        "例: code \"C34.1\" system \"ICD-10\"",
        "For example: code \"C34.1\" system \"ICD-10\"",
    ))
}
