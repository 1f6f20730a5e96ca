use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(511);

pub fn guard_has_two_rules(at: Origin, guard: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("柵「{guard}」に forbid が二つあります。"),
            format!("The guard '{guard}' has two 'forbid' lines."),
        ),
    )
    .help(Text::new(
        "断りの理由が一つに決まるよう、柵を二つに分けてください。",
        "Split it into two guards, so that a refusal names one reason.",
    ))
}
