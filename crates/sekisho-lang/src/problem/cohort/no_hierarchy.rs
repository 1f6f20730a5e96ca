use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(606);

pub fn no_hierarchy(at: Origin, system: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{system} のコードは、綴りから上下関係が分かりません。"),
            format!("The codes of {system} don't show by their spelling what lies below them."),
        ),
    )
    .help(Text::new(
        "and below を取り、含めるコードをすべて書いてください。",
        "Remove 'and below' and list every code.",
    ))
}
