use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(116);

pub fn no_such_date(date: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("{date} という日付はありません。"), format!("There is no date {date}.")))
        .help(Text::new("年-月-日（例 2026-04-01）で書いてください。", "Write year-month-day, such as 2026-04-01."))
}
