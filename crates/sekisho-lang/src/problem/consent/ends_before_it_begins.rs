use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(419);

pub fn ends_before_it_begins(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "終わりの日が始まりの日より前です。",
            "It ends before it begins.",
        ),
    )
    .help(Text::new(
        "二つの日付を確かめてください。",
        "Check the two dates.",
    ))
}
