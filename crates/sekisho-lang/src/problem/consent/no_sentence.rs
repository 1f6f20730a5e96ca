use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(407);

pub fn no_sentence(at: Origin, item: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("項目 {item} に、患者が読んだ文がありません。"),
            format!("Item {item} doesn't give the sentence the patient read."),
        ),
    )
    .help(Text::new(
        "次の行に says ja \"…\" en \"…\" と、用紙の文をそのまま書いてください。",
        "Write it on the next line: says ja \"…\" en \"…\"",
    ))
}
