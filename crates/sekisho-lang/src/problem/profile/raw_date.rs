use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(711);

pub fn raw_date(at: Origin, field: &str) -> Problem {
    PAGE.error(at, Text::new(format!("{field} の日付がそのまま残ります。ほかの日付はずらすので、差からずれの日数が分かってしまいます。"), format!("{field} keeps its true date while other dates shift: the difference gives the shift away.")))
        .help(Text::new("使える処理: shift, drop（年だけでよければ year）", "What would do: shift, drop (or year where a year is enough)"))
}
