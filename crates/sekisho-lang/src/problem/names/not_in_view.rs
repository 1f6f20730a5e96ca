use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};
use crate::analyze::Kind;

pub static PAGE: Page = Page::unwritten(203);

pub fn not_in_view(at: Origin, kind: Kind, name: &str, package: &str) -> Problem {
    let (ja, en) = kind.words();
    PAGE.error(at,
        Text::new(
            format!("{ja}「{name}」は別のパッケージ {package} にあります。"),
            format!("The {en} '{name}' is declared in another package, {package}."),
        ),
    )
    .help(Text::new(
        format!("ファイルの先頭に use {package} と書いてください。"),
        format!("Write 'use {package}' at the head of this file."),
    ))
}
