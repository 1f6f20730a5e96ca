use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(604);

pub fn no_date(at: Origin, view: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("表 {view} には日付がないので、前後を比べられません。"),
            format!("The table {view} has no date, so nothing is before or after it."),
        ),
    )
    .help(Text::new(
        "日付のある表を使ってください。",
        "Use a table with a date.",
    ))
}
