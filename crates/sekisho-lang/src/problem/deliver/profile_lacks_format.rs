use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(804);

pub fn profile_lacks_format(at: Origin, profile: &str, format: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("プロファイル「{profile}」には {format} の規則がありません。"),
            format!("The profile '{profile}' has no rules for {format}."),
        ),
    )
    .help(Text::new(
        "プロファイルに fhir R4 { … } を加えてください。",
        "Add a block fhir R4 { … } to the profile.",
    ))
}
