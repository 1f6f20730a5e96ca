use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page::unwritten(601);

pub fn unknown_column(at: Origin, view: &str, column: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(at,
        Text::new(
            format!("表 {view} に列 {column} はありません。"),
            format!("The table {view} has no column {column}."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "データモデルの列の名前を確かめてください。",
            "Check the columns of the data model.",
        ),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
