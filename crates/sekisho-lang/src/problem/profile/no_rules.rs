use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(712);

pub fn no_rules(at: Origin, profile: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("プロファイル「{profile}」の fhir に規則がありません。何も出ません。"),
            format!("The fhir block of the profile '{profile}' has no rule: nothing would leave."),
        ),
    )
    .help(Text::new(
        "例: type CodeableConcept, type Coding: keep",
        "For example: type CodeableConcept, type Coding: keep",
    ))
}
