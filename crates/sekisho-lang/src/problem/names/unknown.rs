use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;
use crate::analyze::Kind;

pub static PAGE: Page = Page {
    code: 201,
    title: wording("その名前は宣言されていない", "No such name"),
    meaning: wording(
        "ここで使われている名前が、どのファイルにも宣言されていません。似た名前があれば示します。",
        "A name is used here that no file declares. If one like it exists, it is shown.",
    ),
    why: wording(
        "綴りの違う目的やプロファイルは、存在しないのと同じです。許可は「似た名前」には決して及びません。",
        "A misspelt purpose or profile is one that does not exist. A permission never reaches something merely similar.",
    ),
    example: Example::Declarations(
        r#"study outcomes {
  approval "2026-014" by "倫理審査委員会" from 2026-02-10 until 2029-03-31
  purpose outcomes_reserch
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

pub fn unknown(at: Origin, kind: Kind, name: &str, near: Option<&str>) -> Problem {
    let (ja, en) = kind.words();
    let problem = PAGE.error(at,
        Text::new(
            format!("「{name}」という{ja}はありません。"),
            format!("There is no {en} named '{name}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            format!("{ja}を宣言するか、名前の綴りを確かめてください。"),
            format!("Declare the {en}, or check the spelling."),
        ),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
