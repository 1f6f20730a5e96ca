use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page::unwritten(704);

pub fn unknown_type(at: Origin, name: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(at, Text::new(format!("FHIR R4 に型 {name} はありません。"), format!("FHIR R4 has no type {name}.")))
        .help(near_or(near, Text::new("型の名前（HumanName, date など）を確かめてください。リソースは \"Patient\" のように引用符で書きます。", "Check the type's name (HumanName, date …); a resource is written in quotes, as \"Patient\".")));
    match near {
        Some(near) => problem.fix(format!("type {near}")),
        None => problem,
    }
}
