use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 718,
    title: wording("データモデルにない項目で数えようとしている", "Counting by a field the model doesn't have"),
    meaning: wording("release の k や l は「表.列」で書きます。その表か列がデータモデルにありません。", "k and l of a release name a field as table.column; the data model has no such table or column."),
    why: wording("綴り違いのまま通すと、数えるつもりの項目が数えられません。", "Let through misspelt, the field meant would not be counted."),
    example: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n    k 5 on patient.sexx suppress\n  }\n}\n"),
    instead: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n    k 5 on patient.sex suppress\n  }\n}\n"),
};

pub fn unknown_field(at: Origin, name: &str, near: Option<&str>) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("データモデルに「{name}」という項目はありません。"),
            format!("The data model has no field '{name}'."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "patient.sex のように「表.列」で書いてください。",
            "Write table.column, as patient.sex.",
        ),
    ))
    .fix_if(near)
}
