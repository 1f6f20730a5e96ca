use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(715);

pub fn round_to_nothing(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "小さな数の下限は 2 以上、丸めは 2 以上でなければ働きません。",
            "Small cells need a bound of 2 or more, rounding a step of 2 or more.",
        ),
    )
    .help(Text::new(
        "例: small cells below 10 suppress",
        "For example: small cells below 10 suppress",
    ))
}
