use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(509);

pub fn no_reason(at: Origin, what: &Text) -> Problem {
    PAGE.warning(at,
        Text::new(
            format!("{}に because がありません。", what.ja),
            format!("{} gives no 'because'.", what.en),
        ),
    )
    .help(Text::new(
        "断られた人が読む一文を because ja \"…\" en \"…\" で書いてください。",
        "Write the sentence a refused person reads: because ja \"…\" en \"…\"",
    ))
}
