use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(206);

pub fn look_alike(at: Origin, name: &str, other: &str, first: Origin) -> Problem {
    let mut problem = PAGE.warning(at,
        Text::new(
            format!("「{name}」は「{other}」と見分けがつきません。"),
            format!("'{name}' can't be told from '{other}' by eye."),
        ),
    )
    .help(Text::new(
        "同じものなら同じ字で、違うものなら違う名前で書いてください。",
        "Spell them alike if they are one, differently if they are two.",
    ));
    problem.related = Some((first, Text::new("もう一つの名前", "the other name")));
    problem
}
