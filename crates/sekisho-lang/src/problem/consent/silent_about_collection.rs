use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(405);

pub fn silent_about_collection(at: Origin, name: &str) -> Problem {
    PAGE.error(at, Text::new(format!("同意書「{name}」は、いつ集めたデータに及ぶかを述べていません。"), format!("The consent form '{name}' doesn't say which data it reaches by date of collection.")))
        .help(Text::new("covers data collected whenever か covers data collected since 2010-01-01 を書いてください。", "Write 'covers data collected whenever' or 'covers data collected since 2010-01-01'."))
}
