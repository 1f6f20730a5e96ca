use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(803);

pub fn unknown_format(at: Origin, format: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("形式「{format}」は知られていません。"),
            format!("The format '{format}' is not known."),
        ),
    )
    .help(Text::new("fhir R4 と書いてください。", "Write 'fhir R4'."))
}
