use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(409);

pub fn company_purpose(at: Origin, item: &str, purpose: &str) -> Problem {
    PAGE.warning(at, Text::new(format!("項目 {item} は商用目的「{purpose}」を認めますが、企業への提供は認めていません。"), format!("Item {item} grants the commercial purpose '{purpose}' but lets no company receive data.")))
        .help(Text::new("用紙が企業への提供に触れているなら、to company と書いてください。", "If the paper speaks of companies, write 'to company'."))
}
