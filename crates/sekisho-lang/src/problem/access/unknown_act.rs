use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page::unwritten(502);

pub fn unknown_act(at: Origin, act: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(at,
        Text::new(
            format!("「{act}」という行為はありません。"),
            format!("There is no act '{act}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "書けるのは: count, read, extract, trace",
            "Acts are: count, read, extract, trace",
        ),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
