use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page::unwritten(705);

pub fn unknown_path(at: Origin, path: &str, why: &Text, near: Option<String>) -> Problem {
    let problem = PAGE.error(at,
        Text::new(
            format!("FHIR R4 に \"{path}\" という要素はありません。{}", why.ja),
            format!("FHIR R4 has no element \"{path}\". {}", why.en),
        ),
    )
    .help(near_or(
        near.as_deref(),
        Text::new(
            "要素の名前を確かめてください。",
            "Check the element's name.",
        ),
    ));
    match near {
        Some(near) => problem.fix(format!("\"{near}\"")),
        None => problem,
    }
}
