use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 601,
    title: wording("その列はない", "No such column"),
    meaning: wording(
        "データモデルの表に、その名前の列がありません。",
        "The table of the data model has no column of this name.",
    ),
    why: wording(
        "存在しない列の条件は、誰も選ばないか全員を選びます。",
        "A condition on a column that isn't there selects nobody, or everybody.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where cod in lung_cancer as onset
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
}"#,
    ),
};

pub fn unknown_column(at: Origin, view: &str, column: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(at,
        Text::new(
            format!("表 {view} に列 {column} はありません。"),
            format!("The table {view} has no column {column}."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "データモデルの列の名前を確かめてください。",
            "Check the columns of the data model.",
        ),
    ));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
