use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page::unwritten(813);

pub fn test_because(at: Origin, name: &str, near: Option<&str>) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("「{name}」という柵も研究もありません。"),
            format!("There is no guard or study '{name}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "柵か研究の名前、または consent（同意の柵）を書いてください。",
            "Write a guard, a study, or 'consent' for the built-in guard.",
        ),
    ))
}
