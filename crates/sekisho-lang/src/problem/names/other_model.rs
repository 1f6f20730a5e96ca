use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 205,
    title: wording("データモデルが違う", "Another data model"),
    meaning: wording(
        "ファイルの use model が、このパッケージの確かめられるデータモデルと違います。",
        "The use model of this file is not the data model this package is checked against.",
    ),
    why: wording(
        "列の意味も、何が個人を表すかも、モデルの版ごとに決まっています。混ぜると確かめたことになりません。",
        "What a column means, and what identifies a person, is settled per version of a model. Mixed, nothing is checked.",
    ),
    example: Example::Files(&[("policies/example.seki", r#"sekisho 1
package example
use model oncology 2020.1

purpose research"#)]),
    instead: Example::Files(&[("policies/example.seki", r#"sekisho 1
package example
use model oncology 2026.1

purpose research"#)]),
};

pub fn other_model(at: Origin, found: &str, model: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!(
                "データモデル {found} はありません。このパッケージは {model} で確かめられます。"
            ),
            format!("There is no data model {found}; this package is checked against {model}."),
        ),
    )
    .help(Text::new(
        format!("use model {model} と書いてください。"),
        format!("Write 'use model {model}'."),
    ))
    .fix(format!("use model {model}"))
}
