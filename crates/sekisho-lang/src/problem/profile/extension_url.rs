use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(714);

pub fn extension_url(at: Origin, url: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("\"{url}\" は拡張の URL ではありません。"),
            format!("\"{url}\" is no extension URL."),
        ),
    )
    .help(Text::new(
        "http:// や urn: で始まる URL をそのまま書いてください。",
        "Write the whole URL, from http:// or urn:.",
    ))
}
