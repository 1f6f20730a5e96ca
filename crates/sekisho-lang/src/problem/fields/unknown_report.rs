use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use super::super::near_or;

pub static PAGE: Page = Page {
    code: 1123,
    title: wording("その報告書はない", "No such report"),
    meaning: wording("text には、報告書の種類の名（pathology_report など）を書きます。", "text takes a kind of report, such as pathology_report."),
    why: wording("知らない報告書の規則は、どの文章にも効きません。", "A rule for an unknown report governs no text."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  text pathology_reports { body: drop }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  text pathology_report { body: drop }
}"#),
};

pub fn unknown_report(at: Origin, name: &str, near: Option<&str>, known: &str) -> Problem {
    let problem = PAGE
        .error(
            at,
            Text::new(
                format!("報告書「{name}」はありません。"),
                format!("There is no report '{name}'."),
            ),
        )
        .help(near_or(
            near,
            Text::new(format!("書けるのは: {known}"), format!("Known are: {known}")),
        ));
    match near {
        Some(near) => problem.fix(format!("text {near}")),
        None => problem,
    }
}
