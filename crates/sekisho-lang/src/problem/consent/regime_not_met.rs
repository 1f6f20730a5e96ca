use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::jp_standard;

pub static PAGE: Page = Page {
    code: 451,
    title: wording(
        "通知が許す形ではないデータ",
        "Data in a form the notice doesn't allow",
    ),
    meaning: wording(
        "同意書のどの項目も含まず、オプトアウトの通知だけが含むデータを、通知が許す加工をしていないプロファイルで使おうとしています。",
        "No item of a form covers these data, only an opt-out notice, and the profile is not of the regime that the notice allows.",
    ),
    why: wording(
        "通知だけで使えるのは、法が求める加工をしたデータだけです。この行では一件も出ません。",
        "On a notice alone only data processed as the law asks may be used; by this line nothing would ever leave.",
    ),
    example: Example::Declarations(
        r#"study outcomes {
  approval "2026-014" by "倫理審査委員会" from 2026-02-10 until 2029-03-31
  purpose outcomes_research
  cohort lung_patients
  data administrative, clinical, laboratory, claims
  role analyst group "outcomes-team"
}

access outcomes {
  allow count to analyst on administrative, clinical, laboratory, claims as counts
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

pub fn regime_not_met(at: Origin, name: &str, classes: &str, optout: &str, regime: &str) -> Problem {
    let standard = jp_standard(regime);
    PAGE.error(
        at,
        Text::new(
            format!("「{name}」のデータ {classes} は通知「{optout}」だけが認め、それは {regime} に加工したものに限ります。"),
            format!("Only the notice '{optout}' covers {classes} of '{name}', and only as {regime}."),
        ),
    )
    .help(Text::new(
        format!("satisfies {standard} のプロファイルで渡すか、その種類を外してください。"),
        format!("Use a profile that satisfies {standard}, or leave those classes out."),
    ))
}
