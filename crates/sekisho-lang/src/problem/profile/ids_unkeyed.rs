use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(716);

pub fn ids_unkeyed(at: Origin, profile: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("プロファイル「{profile}」には、id と参照を仮名にする規則がありません。"),
            format!(
                "The profile '{profile}' has no rule that turns ids and references into pseudonyms."
            ),
        ),
    )
    .help(Text::new(
        "type id, type Reference: pseudonym を加えてください。",
        "Add 'type id, type Reference: pseudonym'.",
    ))
}
