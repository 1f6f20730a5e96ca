use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(304);

pub fn bounds_swapped(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "between の下限が上限より大きくなっています。",
            "The lower bound of 'between' is above the upper one.",
        ),
    )
    .help(Text::new(
        "二つの値を入れ替えてください。",
        "Swap the two values.",
    ))
}
