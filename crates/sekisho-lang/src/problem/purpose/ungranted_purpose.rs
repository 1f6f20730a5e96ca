use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 428,
    title: wording(
        "どの同意書も認めていない目的",
        "A purpose no form grants",
    ),
    meaning: wording(
        "研究の目的を、どの同意書の項目もどの通知も認めていません。",
        "No item of a form and no notice grants the purpose that a study follows.",
    ),
    why: wording(
        "この目的では、誰のデータも使えません。同意書の版を改めるか、研究の目的を直すまで、研究は始められません。",
        "Nobody's data can be used for it: the study can't begin until a form speaks of it, or the study's purpose is corrected.",
    ),
    example: Example::Declarations(
        r#"purpose drug_sales under research {
  commercial
}

study outcomes {
  approval "2026-014" by "倫理審査委員会" from 2026-02-10 until 2029-03-31
  purpose outcomes_research, drug_sales
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

/// What a reader would have expected to grant it.
pub enum WhyNot {
    /// A purpose above it is granted, and commerce must be named.
    Commercial(String),
    /// A purpose above it is granted, by forms that are older.
    Later(String),
    Unnamed,
}

pub fn ungranted_purpose(at: Origin, purpose: &str, study: &str, why: WhyNot, others: bool) -> Problem {
    let message = Text::new(
        format!("研究「{study}」の目的「{purpose}」を、どの同意書も通知も認めていません。"),
        format!("No form and no notice grants the purpose '{purpose}' of the study '{study}'."),
    );
    let help = match why {
        WhyNot::Commercial(above) => Text::new(
            format!("「{above}」は認められていますが、商用の目的は同意書が名指しし、to company と書いたときだけ認められます。"),
            format!("'{above}' is granted, but a commercial purpose only where a form names it, with 'to company'."),
        ),
        WhyNot::Later(above) => Text::new(
            format!("「{above}」を認める同意書は、この目的より前のものです。includes later purposes under {above} と書かれた同意書だけが及びます。"),
            format!("The forms that grant '{above}' are older than this purpose; only one that 'includes later purposes under {above}' reaches it."),
        ),
        WhyNot::Unnamed => Text::new(
            "同意書の項目の grants に書くか、研究の目的を確かめてください。",
            "Let an item of a form grant it, or check the study's purpose.",
        ),
    };
    // With another purpose the study can still run.
    let problem = match others {
        true => PAGE.warning(at, message),
        false => PAGE.error(at, message),
    };
    problem.help(help)
}
