use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1007,
    title: wording("表.列 の形ではない", "Not of the form table.column"),
    meaning: wording(
        "expect output が確かめる項目は、データモデルの 表.列 で書きます。",
        "What expect output checks is written as table.column of the data model.",
    ),
    why: wording(
        "列の名前だけでは、どの表の値かが決まりません。同じ名前の列は、いくつもの表にあります。",
        "The name of a column alone doesn't say of which table: several have one of that name.",
    ),
    example: Example::Declarations(
        r#"test "a patient" {
  given patient P1 {
    birth_date 1960-05-01
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect output coded sex of P1 missing
}"#,
    ),
    instead: Example::Declarations(
        r#"test "a patient" {
  given patient P1 {
    birth_date 1960-05-01
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect output coded patient.sex of P1 missing
}"#,
    ),
};

pub fn output_path(at: Origin, path: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("「{path}」は 表.列 の形ではありません。"),
            format!("'{path}' is not of the form table.column."),
        ),
    )
    .help(Text::new(
        "例: expect output coded patient.birth_date of P1 is \"1960\"",
        "For example: expect output coded patient.birth_date of P1 is \"1960\"",
    ))
}
