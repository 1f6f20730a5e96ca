use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(305);

pub fn not_a_condition(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "これだけでは条件になりません。",
            "This alone is no condition.",
        ),
    )
    .help(Text::new(
        "= や in などで何かと比べてください。",
        "Compare it with something, by =, in, between …",
    ))
}
