use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page::unwritten(417);

pub fn unknown_word(
    at: Origin,
    what: &Text,
    word: &str,
    near: Option<&str>,
    known: &str,
) -> Problem {
    let problem = PAGE.error(at,
        Text::new(
            format!("「{word}」という{}はありません。", what.ja),
            format!("'{word}' is no {}.", what.en),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            format!("書けるのは: {known}"),
            format!("Known are: {known}"),
        ),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
