use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(607);

pub fn empty_codelist(at: Origin, name: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("コード表「{name}」は空です。"),
            format!("The codelist '{name}' is empty."),
        ),
    )
    .help(Text::new(
        "system と include を書いてください。",
        "Write its 'system' and 'include' lines.",
    ))
}
