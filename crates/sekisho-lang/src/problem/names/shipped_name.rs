use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};
use crate::analyze::Kind;

pub static PAGE: Page = Page::unwritten(1201);

/// What ships with Sekisho is in view of everybody; a second meaning would be read as the first.
pub fn shipped_name(at: Origin, kind: Kind, name: &str, first: Origin) -> Problem {
    let (ja, en) = kind.words();
    let mut problem = PAGE.error(at,
        Text::new(
            format!("{ja}「{name}」は Sekisho に同梱されているものの名前です。"),
            format!("'{name}' is the name of a {en} that ships with Sekisho."),
        ),
    )
    .help(Text::new(
        "別の名前にしてください。同梱のものと取り違えられます。",
        "Choose another name: readers would take it for the shipped one.",
    ));
    problem.related = Some((first, Text::new("同梱の宣言", "the shipped declaration")));
    problem
}
