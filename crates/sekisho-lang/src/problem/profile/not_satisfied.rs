use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(710);

/// A field whose remains the standard does not allow.
pub fn not_satisfied(
    at: Origin,
    field: &str,
    remains: &Text,
    allows: &Text,
    clause: &str,
    would_do: &str,
    standard: &str,
) -> Problem {
    PAGE.error(at,
        Text::new(
            format!(
                "{field} には{}が残りますが、{standard} が許すのは{}です（{clause}）。",
                remains.ja, allows.ja
            ),
            format!(
                "{field} keeps {}, but {standard} allows {} ({clause}).",
                remains.en, allows.en
            ),
        ),
    )
    .help(Text::new(
        format!("使える処理: {would_do}"),
        format!("What would do: {would_do}"),
    ))
}
