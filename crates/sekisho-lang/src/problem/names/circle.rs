use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};
use crate::analyze::Kind;

pub static PAGE: Page = Page::unwritten(207);

pub fn circle(at: Origin, kind: Kind, name: &str) -> Problem {
    let (ja, en) = kind.words();
    PAGE.error(at,
        Text::new(
            format!("{ja}「{name}」が自分自身を含んでいます。"),
            format!("The {en} '{name}' contains itself."),
        ),
    )
    .help(Text::new(
        "どこかの under や並びを直して、輪をなくしてください。",
        "Break the circle at one of its names.",
    ))
}
