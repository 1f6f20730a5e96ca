use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 107,
    title: wording("括弧が深すぎる", "Brackets too deep"),
    meaning: wording(
        "括弧が 64 段より深く重なっています。人が読める条件はせいぜい三、四段です。",
        "Brackets stand more than 64 deep in each other. A condition that people can read has three or four.",
    ),
    why: wording(
        "倫理審査で読めない条件は承認もできません。深さに上限を置くことは、壊れた入力で止まらないためでもあります。",
        "A board cannot approve what it cannot read; and a bound keeps a broken file from stopping the checker.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((sex = "female" unknown exclude))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where (sex = "female" unknown exclude)
}"#,
    ),
};

pub fn too_deep() -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("括弧が {} 段より深く重なっています。", crate::NESTING_MAX), format!("Brackets stand more than {} deep in each other.", crate::NESTING_MAX)))
        .help(Text::new("条件を分けて書いてください。", "Split this into several lines."))
}
