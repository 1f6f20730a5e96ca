use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1113,
    title: wording("何も残らない後に処理がある", "An action after nothing is left"),
    meaning: wording("blank と replace の後には、もとの値は残っていません。", "After blank and replace nothing of the value is left."),
    why: wording("後の処理は、書いた人の考えとは別の値に働きます。", "What follows would work on another value than its author thinks of."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { sex: replace "x" then first 1 }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { sex: first 1 then replace "x" }
}"#),
};

pub fn after_the_end(at: Origin, before: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{before} の後に処理があります。もとの値はもうありません。"),
            format!("An action follows '{before}', after which nothing of the value is left."),
        ),
    )
    .help(Text::new(
        format!("{before} を最後に置いてください。"),
        format!("Put '{before}' last."),
    ))
}
