use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page::unwritten(808);

pub fn unknown_basis(at: Origin, basis: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(at,
        Text::new(
            format!("法的根拠「{basis}」は知られていません。"),
            format!("The legal basis '{basis}' is not known."),
        ),
    )
    .help(near_or(
        near,
        Text::new("例: basis 本人同意", "For example: basis 本人同意"),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
