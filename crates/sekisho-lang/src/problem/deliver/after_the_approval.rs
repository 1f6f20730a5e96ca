use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(806);

pub fn after_the_approval(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "提供の期限が、倫理審査の承認の終わりより後です。",
            "The delivery may run after the study's approval has ended.",
        ),
    )
    .help(Text::new(
        "承認の期間内の日にしてください。",
        "Choose a day within the approval.",
    ))
}
