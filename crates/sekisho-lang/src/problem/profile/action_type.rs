use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(706);

pub fn action_type(at: Origin, action: &str, selector: &str, kind: &str, takes: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{action} は {selector}（{kind}）には使えません。"),
            format!("'{action}' can't be applied to {selector}, which is {kind}."),
        ),
    )
    .help(Text::new(
        format!("{action} が扱えるのは: {takes}"),
        format!("'{action}' takes: {takes}"),
    ))
}
