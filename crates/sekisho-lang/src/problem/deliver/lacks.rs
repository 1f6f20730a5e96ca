use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(801);

pub fn lacks(at: Origin, delivery: &str, lines: &[&str], example: &str) -> Problem {
    let (ja, en) = (lines.join("、"), lines.join("', '"));
    PAGE.error(at,
        Text::new(
            format!("提供「{delivery}」に次の言葉がありません: {ja}"),
            format!("The delivery '{delivery}' lacks: '{en}'."),
        ),
    )
    .help(Text::new(
        format!("例: {example}"),
        format!("For example: {example}"),
    ))
}
