use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(501);

pub fn study_lacks(at: Origin, study: &str, lines: &[&str], example: &str) -> Problem {
    let (ja, en) = (lines.join("、"), lines.join("', '"));
    PAGE.error(at,
        Text::new(
            format!("研究「{study}」に次の行がありません: {ja}"),
            format!("The study '{study}' lacks these lines: '{en}'."),
        ),
    )
    .help(Text::new(
        format!("例: {example}"),
        format!("For example: {example}"),
    ))
}
