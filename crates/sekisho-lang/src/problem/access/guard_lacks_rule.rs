use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(510);

pub fn guard_lacks_rule(at: Origin, guard: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("柵「{guard}」に forbid の行がありません。"),
            format!("The guard '{guard}' has no 'forbid' line."),
        ),
    )
    .help(Text::new(
        "例: forbid extract on genome unless request.country is \"JP\"",
        "For example: forbid extract on genome unless request.country is \"JP\"",
    ))
}
