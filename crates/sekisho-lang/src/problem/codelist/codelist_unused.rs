use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 216,
    title: wording(
        "使われていないコード表",
        "A codelist nothing uses",
    ),
    meaning: wording(
        "どのコホートも、目的も、プロファイルも、別のコード表も、このコード表を使っていません。",
        "No cohort, purpose, profile or other codelist refers to it.",
    ),
    why: wording(
        "多くは、コホートの条件を一つ書き忘れています。",
        "Mostly a condition of a cohort has been forgotten.",
    ),
    example: Example::Declarations(
        r#"codelist stomach_cancer {
  system "ICD-10"
  include "C16" and below
}"#,
    ),
    instead: Example::Declarations(
        r#"codelist lung_cancer {
  system "ICD-10"
  include "C34" and below
}"#,
    ),
};

pub fn codelist_unused(at: Origin, name: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("コード表「{name}」はどこにも使われていません。"),
            format!("Nothing uses the codelist '{name}'."),
        ),
    )
    .help(Text::new(
        "条件に書き忘れたなら加え、要らないなら消してください。",
        "Add the condition that was forgotten, or remove the list.",
    ))
}
