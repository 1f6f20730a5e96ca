use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 447,
    title: wording(
        "記録のないデータの種類",
        "A data class without records",
    ),
    meaning: wording(
        "項目が認めるデータの種類に、データモデルのどの記録も属しません。",
        "No kind of record of the data model belongs to the class that an item grants.",
    ),
    why: wording(
        "画面や一覧に出ると期待した人が、何も見つけられません。",
        "Whoever expects to find such data finds nothing.",
    ),
    example: Example::NotShown(wording("データモデルの種類にはすべて記録があります。", "Every class of the shipped model has records.")),
    instead: Example::NotShown(wording("データモデルの種類にはすべて記録があります。", "Every class of the shipped model has records.")),
};

pub fn nothing_arrives(at: Origin, class: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("データの種類 {class} の記録は、データモデルのどこにもありません。"),
            format!("The data model has no record of the class {class}."),
        ),
    )
    .help(Text::new(
        "同意書がそう述べているならこのままで構いません。データモデルに加わるまで、認めるものがありません。",
        "Keep it if the paper says so; until the data model brings such records it grants nothing.",
    ))
}
