use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(421);

pub fn never_granted(at: Origin, class: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("データの種類 {class} は、誰も認めることができません。"),
            format!("The data class {class} can't be granted by anyone."),
        ),
    )
    .help(Text::new(
        "分類されていない記録は、データモデルに種類が加わるまで出ません。",
        "Unclassified records stay in until the data model gives them a class.",
    ))
}
