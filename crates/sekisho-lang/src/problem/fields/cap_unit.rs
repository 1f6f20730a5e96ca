use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1116,
    title: wording("cap の単位が欄と合わない", "The unit of cap is not the field's"),
    meaning: wording("上限の単位は、その欄の単位と同じでなければなりません。", "The bound must be in the field's own unit."),
    why: wording("年齢を月で数えた 90 と、年で数えた 90 は別の人です。", "Ninety months and ninety years are different people."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { age: cap 90 months }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { age: cap 90 years }
}"#),
};

pub fn cap_unit(at: Origin, field: &str, unit: Option<&str>) -> Problem {
    let (ja, en) = match unit {
        Some(unit) => (format!("{field} の単位は {unit} です。"), format!("{field} is counted in {unit}.")),
        None => (format!("{field} に単位はありません。"), format!("{field} has no unit.")),
    };
    let help = unit.map_or("cap 100".to_owned(), |unit| format!("cap 90 {unit}"));
    PAGE.error(at, Text::new(format!("cap の単位が合いません。{ja}"), format!("The unit of 'cap' doesn't fit: {en}")))
        .help(Text::new(format!("例: {help}"), format!("For example: {help}")))
}
