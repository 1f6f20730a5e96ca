use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(703);

pub fn shift_bound(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "日付をずらす幅は 1 日から 3650 日までです。",
            "Dates shift by 1 to 3650 days.",
        ),
    )
    .help(Text::new(
        "患者の前後関係を保つには 365 日までで足ります。",
        "Up to 365 days is usually enough.",
    ))
}
