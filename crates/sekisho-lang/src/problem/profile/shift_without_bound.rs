use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(702);

pub fn shift_without_bound(at: Origin, profile: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("プロファイル「{profile}」は日付をずらしますが、幅が書かれていません。"),
            format!("The profile '{profile}' shifts dates but doesn't say how far."),
        ),
    )
    .help(Text::new(
        "例: dates shift per patient up to 180 days",
        "For example: dates shift per patient up to 180 days",
    ))
}
