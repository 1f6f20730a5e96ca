use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(302);

pub fn wrong_type(at: Origin, column: &str, has: &Text, takes: &Text) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{column} は{}なので、この比較はできません。", has.ja),
            format!("{column} is {}, so it can't be compared like this.", has.en),
        ),
    )
    .help(Text::new(
        format!("書けるのは: {}", takes.ja),
        format!("It takes: {}", takes.en),
    ))
}
