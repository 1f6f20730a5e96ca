use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1009,
    title: wording("どのプロファイルの出力か決まらない", "Whose output is not said"),
    meaning: wording(
        "expect output がプロファイルを名指していません。省けるのは、その表の規則を持つプロファイルが一つだけのときです。",
        "This expect output names no profile. It may be left out only where a single profile has rules for the table.",
    ),
    why: wording(
        "同じ値も、プロファイルが違えば違う形で出ます。どの形を確かめる試験かが読む人に分からなければ、試験になりません。",
        "One value leaves in different forms under different profiles; a reader must see which of them the test holds.",
    ),
    example: Example::Declarations(
        r#"test "a patient" {
  given patient P1 {
    birth_date 1960-05-01
  }
  at 2026-06-01
  as analyst of outcomes for outcomes_research
  expect output patient.sex of P1 missing
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

pub fn which_profile(at: Origin, table: &str, profiles: &[String]) -> Problem {
    let known = profiles.join(", ");
    let (ja, en) = match profiles {
        [] => (
            format!("表「{table}」の規則を持つプロファイルがありません。"),
            format!("No profile has rules for the table '{table}'."),
        ),
        _ => (
            format!("表「{table}」の規則を持つプロファイルが {} つあります: {known}", profiles.len()),
            format!("{} profiles have rules for the table '{table}': {known}", profiles.len()),
        ),
    };
    PAGE.error(at, Text::new(ja, en)).help(Text::new(
        "expect output の後にプロファイルの名を書いてください。例: expect output coded patient.sex of P1 missing",
        "Write the profile's name after 'expect output', for example: expect output coded patient.sex of P1 missing",
    ))
}
