use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(306);

pub fn unknown_of_nothing(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "期間（within … after など）がないので、ここの unknown は何も決めません。",
            "Without a period (within … after …) this 'unknown' decides nothing.",
        ),
    )
    .help(Text::new(
        "has ( ) の中の比較の後に書いてください。",
        "Write it after the comparison inside has ( ).",
    ))
}
