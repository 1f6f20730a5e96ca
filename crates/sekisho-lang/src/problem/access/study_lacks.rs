use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 501,
    title: wording("研究に必要な行がない", "The study lacks a line"),
    meaning: wording(
        "承認、目的、コホート、データ、役割のうち、書かれていないものがあります。",
        "One of approval, purpose, cohort, data and role is not written.",
    ),
    why: wording(
        "どれか一つが欠けると、誰が・何のために・誰の・何を使えるのかが決まらず、審査もできません。",
        "Without any one of them it is open who may use what of whom and for what, and no board can judge it.",
    ),
    example: Example::Declarations(
        r#"study outcomes {
  purpose outcomes_research
  cohort lung_patients
  data administrative, clinical, laboratory
  role analyst group "outcomes-team"
}"#,
    ),
    instead: Example::Declarations(
        r#"study outcomes {
  approval "2026-014" by "倫理審査委員会" from 2026-02-10 until 2029-03-31
  purpose outcomes_research
  cohort lung_patients
  data administrative, clinical, laboratory
  role analyst group "outcomes-team"
}"#,
    ),
};

pub fn study_lacks(at: Origin, study: &str, lines: &[&str], example: &str) -> Problem {
    let (ja, en) = (lines.join("、"), lines.join("', '"));
    PAGE.error(at,
        Text::new(
            format!("研究「{study}」に次の行がありません: {ja}"),
            format!("The study '{study}' lacks these lines: '{en}'."),
        ),
    )
    .help(Text::new(
        format!("例: {example}"),
        format!("For example: {example}"),
    ))
}
