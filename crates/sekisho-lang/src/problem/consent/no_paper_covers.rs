use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 450,
    title: wording(
        "どの紙にも書かれていない利用",
        "A use that no paper covers",
    ),
    meaning: wording(
        "目的・データの種類・提供先・国の組み合わせを一つずつ調べ、どの同意書の項目も通知も含まないものが残りました。",
        "Every combination of purpose, data class, recipient and country was looked up; these are in no item of a form and in no notice.",
    ),
    why: wording(
        "誰が何に署名しても、そのデータは一件も出ません。研究者は空の列を受け取ります。",
        "Whoever signs whatever, none of these data will ever leave: the researcher would receive an empty column.",
    ),
    example: Example::Declarations(
        r#"study outcomes {
  approval "2026-014" by "倫理審査委員会" from 2026-02-10 until 2029-03-31
  purpose outcomes_research
  cohort lung_patients
  data administrative, clinical, laboratory, genome
  role analyst group "outcomes-team"
}

access outcomes {
  allow count to analyst on administrative, clinical, laboratory, genome as counts
  allow extract to analyst on administrative, clinical, laboratory as coded
}"#,
    ),
    instead: Example::Declarations(
        r#"access outcomes {
  allow count to analyst on administrative, clinical, laboratory as counts
  allow extract to analyst on administrative, clinical, laboratory as coded
}"#,
    ),
};

pub fn no_paper_covers(at: Origin, name: &str, purpose: &str, classes: &str, kind: &str, country: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("「{name}」の次のデータは、目的「{purpose}」で {kind}（{country}）に出せる同意書も通知もありません: {classes}"),
            format!("No form and no notice lets '{name}' use these data for '{purpose}' with a {kind} in {country}: {classes}"),
        ),
    )
    .help(Text::new(
        "その種類を外すか、同意書の項目（on … to … in countries …）を確かめてください。",
        "Leave those classes out, or check the items of the forms (on … to … in countries …).",
    ))
}
