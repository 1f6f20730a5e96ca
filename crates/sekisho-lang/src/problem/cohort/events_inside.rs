use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(608);

pub fn events_inside(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "has ( ) や index の条件の中に、別の出来事（some … など）は書けません。",
            "Another event (some …) can't stand inside has ( ) or an index event.",
        ),
    )
    .help(Text::new(
        "別の where の行に分けてください。",
        "Write it as a 'where' line of its own.",
    ))
}
