use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page::unwritten(414);

pub fn unknown_item(at: Origin, form: &str, item: &str, near: Option<&str>) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("同意書「{form}」に項目 {item} はありません。"),
            format!("The consent form '{form}' has no item {item}."),
        ),
    )
    .help(near_or(
        near,
        Text::new("項目の番号を確かめてください。", "Check the item's number."),
    ))
}
