use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(610);

pub fn other_system(at: Origin, list: &str, other: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("コード表「{list}」と「{other}」はコード体系が違います。"),
            format!("The codelists '{list}' and '{other}' are of different code systems."),
        ),
    )
    .help(Text::new(
        "体系ごとにコード表を分けてください。",
        "Keep one codelist per code system.",
    ))
}
