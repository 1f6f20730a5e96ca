use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(505);

pub fn needs_profile(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "どの形で出すか（as プロファイル）が書かれていません。",
            "It is not said in what form data leave (as PROFILE).",
        ),
    )
    .help(Text::new(
        "extract, read, count を許す行には as の後にプロファイルを書いてください。",
        "Write 'as PROFILE' after the data classes.",
    ))
}
