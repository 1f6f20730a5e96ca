use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(504);

pub fn outside_the_study(at: Origin, study: &str, class: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("データの種類 {class} は研究「{study}」の data にありません。"),
            format!("The data class {class} is not among the data of the study '{study}'."),
        ),
    )
    .help(Text::new(
        "研究の data に加える（倫理審査の範囲を確かめて）か、ここから外してください。",
        "Add it to the study's data, if the board approved it, or take it out here.",
    ))
}
