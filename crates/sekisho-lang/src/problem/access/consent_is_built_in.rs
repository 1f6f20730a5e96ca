use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(503);

pub fn consent_is_built_in(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "同意の柵は最初から組み込まれていて、書くことも弱めることもできません。",
            "The consent guard is built in; it is neither written nor weakened here.",
        ),
    )
    .help(Text::new(
        "この guard を消してください。同意のない利用はいつも止まります。",
        "Remove this guard: use without consent always stops.",
    ))
}
