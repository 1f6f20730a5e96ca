use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use super::super::near_or;

pub static PAGE: Page = Page {
    code: 1102,
    title: wording("その欄はない", "No such field"),
    meaning: wording("名指した欄が、この形式の目録（データモデルの列、VCF の予約キー、レセ電やメッセージの項目）にありません。", "The field named is not in the catalog of this modality: a column of the model, a reserved key of VCF, a field of a claim or message."),
    why: wording("綴りの違う規則は何にも効かず、守るはずの欄は規則のないまま残ります。", "A misspelt rule governs nothing, and the field it was meant for is left without one."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { birthdate: year }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table patient { birth_date: year }
}"#),
};

pub fn unknown_field(at: Origin, block: &str, name: &str, near: Option<&str>, own: bool) -> Problem {
    let other = if own {
        Text::new(
            format!("ファイルのヘッダーが自分で定めるキーなら、\"{name}\" と引用符で書いてください。"),
            format!("If the file's own header defines this key, write it in quotes: \"{name}\"."),
        )
    } else {
        Text::new("欄の名前を確かめてください。", "Check the field's name.")
    };
    let problem = PAGE
        .error(
            at,
            Text::new(
                format!("{block} に「{name}」という欄はありません。"),
                format!("{block} has no field '{name}'."),
            ),
        )
        .help(near_or(near, other));
    match near {
        Some(near) => problem.fix(near),
        None => problem,
    }
}
