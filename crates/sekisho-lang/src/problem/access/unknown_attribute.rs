use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page::unwritten(506);

pub fn unknown_attribute(at: Origin, path: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(at, Text::new(format!("条件で {path} は使えません。"), format!("A condition can't ask about {path}.")))
        .help(near_or(near, Text::new(
            "使えるのは: request.network, request.country, request.time, request.justified, principal.org, principal.training, principal.training_until, record.collected, record.sealed",
            "It can ask about: request.network, request.country, request.time, request.justified, principal.org, principal.training, principal.training_until, record.collected, record.sealed",
        )));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
