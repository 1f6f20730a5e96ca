use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page::unwritten(605);

pub fn unknown_system(at: Origin, system: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(at,
        Text::new(
            format!("コード体系「{system}」は知られていません。"),
            format!("The code system '{system}' is not known."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "データモデルにある名前か、http:// か urn: で始まる URI を書いてください。",
            "Write a name of the data model, or its URI (http:// or urn:).",
        ),
    ));
    match near {
        Some(near) => problem.fix(format!("\"{near}\"")),
        None => problem,
    }
}
