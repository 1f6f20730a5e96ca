use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(807);

pub fn nothing_covers(at: Origin, delivery: &str) -> Problem {
    PAGE.warning(at, Text::new(format!("提供「{delivery}」の目的とデータを、どの同意書もこの提供先に認めていません。"), format!("No consent form grants the purpose and data of '{delivery}' to this recipient.")))
        .help(Text::new("同意書の項目（目的、データ、to、in countries）を確かめてください。このままでは何も出ません。", "Check the items of the forms (purpose, data, to, in countries): as it stands nothing leaves."))
}
