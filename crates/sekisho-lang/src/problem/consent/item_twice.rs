use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(415);

pub fn item_twice(at: Origin, item: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("項目 {item} が二度書かれています。"),
            format!("Item {item} is written twice."),
        ),
    )
    .help(Text::new("一つにまとめてください。", "Merge the two."))
}
