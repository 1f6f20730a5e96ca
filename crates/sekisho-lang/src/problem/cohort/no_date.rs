use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 604,
    title: wording(
        "日付のない表で前後を比べている",
        "Before or after, in a table without dates",
    ),
    meaning: wording(
        "この表の記録には日付がないので、何かの前や後ということがありません。",
        "The records of this table have no date, so none is before or after anything.",
    ),
    why: wording(
        "日付がなければ期間の条件は意味を持ちません。生年月日は age で扱います。",
        "Without a date a period means nothing. For birth dates there is age.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first patient as onset
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
}"#,
    ),
};

pub fn no_date(at: Origin, view: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("表 {view} には日付がないので、前後を比べられません。"),
            format!("The table {view} has no date, so nothing is before or after it."),
        ),
    )
    .help(Text::new(
        "日付のある表を使ってください。",
        "Use a table with a date.",
    ))
}
