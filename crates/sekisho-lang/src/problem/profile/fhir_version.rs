use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(713);

pub fn fhir_version(at: Origin, found: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("FHIR の版 {found} は扱えません。"),
            format!("FHIR version {found} is not handled."),
        ),
    )
    .help(Text::new("fhir R4 と書いてください。", "Write 'fhir R4'."))
}
