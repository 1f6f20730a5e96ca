use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page::unwritten(809);

pub fn test_patient(at: Origin, name: &str, near: Option<&str>) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("この test に患者 {name} はいません。"),
            format!("No patient {name} is given in this test."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "given patient で書いてください。",
            "Write it with 'given patient'.",
        ),
    ))
}
