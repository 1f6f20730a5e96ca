use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};
use crate::analyze::Kind;

pub static PAGE: Page = Page::unwritten(202);

pub fn twice(at: Origin, kind: Kind, name: &str, first: Origin) -> Problem {
    let (ja, en) = kind.words();
    let mut problem = PAGE.error(at,
        Text::new(
            format!("{ja}「{name}」が二度宣言されています。"),
            format!("The {en} '{name}' is declared twice."),
        ),
    )
    .help(Text::new(
        "どちらかの名前を変えるか、消してください。",
        "Rename or remove one of the two.",
    ));
    problem.related = Some((first, Text::new("最初の宣言", "declared here first")));
    problem
}
