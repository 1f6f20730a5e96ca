use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(609);

pub fn at_least_none(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "at least 0 はいつも成り立ちます。",
            "'at least 0' always holds.",
        ),
    )
    .help(Text::new(
        "1 以上の数を書くか、この行を消してください。",
        "Write 1 or more, or remove this line.",
    ))
}
