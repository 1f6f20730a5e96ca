use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::profile::{Action, ValueKind};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1111,
    title: wording("この値には使えない処理", "An action that can't take these values"),
    meaning: wording("処理が、この欄の型の値を扱えません。then でつないだときは、前の処理が残した型で見ます。", "The action can't take values of this field's type. In a chain, what the action before left is what counts."),
    why: wording("数でないものを丸めたり、コードの日付をずらしたりはできません。扱えない値は欠けるだけで、何も出ません。", "What is no number can't be rounded, what is no date can't be shifted; such values would only go missing."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { sex: shift }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { birth_date: shift }
}"#),
};

pub fn action_kind(at: Origin, action: &Action, field: &str, kind: ValueKind) -> Problem {
    let (ja, en) = kind.word();
    let takes: Vec<(&str, &str)> = ValueKind::ALL
        .into_iter()
        .filter(|kind| action.result(*kind).is_some())
        .map(ValueKind::word)
        .collect();
    let list = |words: Vec<&str>, comma: &str| words.join(comma);
    PAGE.error(
        at,
        Text::new(
            format!("{} は {field} の{ja}には使えません。", action.word()),
            format!("'{}' can't take the {en} of {field}.", action.word()),
        ),
    )
    .help(Text::new(
        format!("{} が扱えるのは: {}", action.word(), list(takes.iter().map(|t| t.0).collect(), "、")),
        format!("'{}' takes: {}", action.word(), list(takes.iter().map(|t| t.1).collect(), ", ")),
    ))
}
