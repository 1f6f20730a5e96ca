use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(603);

pub fn unknown_anchor(at: Origin, name: &str, index: Option<&str>) -> Problem {
    let help = match index {
        Some(index) => Text::new(
            format!("このコホートの起点は「{index}」です。"),
            format!("The index event of this cohort is '{index}'."),
        ),
        None => Text::new(
            "先に index first … as 名前 で起点を決めてください。",
            "Name the index event first: index first … as NAME",
        ),
    };
    let problem = PAGE.error(at,
        Text::new(
            format!("起点「{name}」はありません。"),
            format!("There is no index event '{name}'."),
        ),
    )
    .help(help);
    match index {
        Some(index) => problem.fix(index),
        None => problem,
    }
}
