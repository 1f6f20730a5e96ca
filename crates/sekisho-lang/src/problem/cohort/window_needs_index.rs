use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(611);

pub fn window_needs_index(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "age や前後の期間は、起点（at 名前）がないと決まりません。",
            "An age or a period needs an index event (at NAME).",
        ),
    )
    .help(Text::new(
        "例: age at onset、within 90 days after onset",
        "For example: age at onset, within 90 days after onset",
    ))
}
