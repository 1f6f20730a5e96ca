use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(805);

pub fn nobody_may(at: Origin, delivery: &str, profile: &str) -> Problem {
    PAGE.warning(at,
        Text::new(
            format!("提供「{delivery}」を取り出せる人がいません。"),
            format!("Nobody may run the delivery '{delivery}'."),
        ),
    )
    .help(Text::new(
        format!("研究の access に allow extract … as {profile} を書いてください。"),
        format!("Write 'allow extract … as {profile}' in the study's access."),
    ))
}
