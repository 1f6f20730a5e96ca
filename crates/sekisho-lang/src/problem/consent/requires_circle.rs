use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(422);

pub fn requires_circle(at: Origin, item: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("項目 {item} は、巡り巡って自分自身を条件にしています。"),
            format!("Item {item} requires itself, by way of others."),
        ),
    )
    .help(Text::new(
        "requires item のどれかを消してください。",
        "Remove one of the 'requires item'.",
    ))
}
