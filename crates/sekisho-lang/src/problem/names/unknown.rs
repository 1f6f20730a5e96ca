use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;
use crate::analyze::Kind;

pub static PAGE: Page = Page::unwritten(201);

pub fn unknown(at: Origin, kind: Kind, name: &str, near: Option<&str>) -> Problem {
    let (ja, en) = kind.words();
    let problem = PAGE.error(at,
        Text::new(
            format!("「{name}」という{ja}はありません。"),
            format!("There is no {en} named '{name}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            format!("{ja}を宣言するか、名前の綴りを確かめてください。"),
            format!("Declare the {en}, or check the spelling."),
        ),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
