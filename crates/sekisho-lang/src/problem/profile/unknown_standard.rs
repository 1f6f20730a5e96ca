use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page::unwritten(709);

pub fn unknown_standard(at: Origin, name: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(at,
        Text::new(
            format!("「{name}」という基準はありません。"),
            format!("There is no standard '{name}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new("書けるのは: jp_pseudonymized", "Known is: jp_pseudonymized"),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
