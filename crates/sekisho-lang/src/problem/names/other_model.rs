use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(205);

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
