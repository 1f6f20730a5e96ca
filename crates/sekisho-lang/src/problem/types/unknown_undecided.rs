use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(301);

pub fn unknown_undecided(at: Origin, what: &Text, example: &str) -> Problem {
    PAGE.error(at, Text::new(format!("「{}」が分からない患者の扱いが書かれていません。", what.ja), format!("It is not said what happens where {} is unknown.", what.en)))
        .help(Text::new(
            format!("比較の後に unknown exclude（外す）、unknown include（含める）、unknown stop（止める）のどれかを書いてください。例: {example}"),
            format!("Write 'unknown exclude', 'unknown include' or 'unknown stop' after the comparison, for example: {example}"),
        ))
}
