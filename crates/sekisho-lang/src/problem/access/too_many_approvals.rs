use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(508);

pub fn too_many_approvals(at: Origin, count: u32, among: usize) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{among} 者の中から {count} 者の承認は得られません。"),
            format!("{count} approvals can't come from {among} roles."),
        ),
    )
    .help(Text::new(
        "数か並びを直してください。",
        "Correct the number or the list.",
    ))
}
