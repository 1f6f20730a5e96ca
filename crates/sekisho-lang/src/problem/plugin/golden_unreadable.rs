use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1376,
    title: wording(
        "読めない事例",
        "A case that can't be read",
    ),
    meaning: wording(
        "golden のファイルに、事例として読めない行があります。",
        "The golden file has a line that is no case.",
    ),
    why: wording(
        "試されない事例は、証になりません。",
        "A case that is not tried proves nothing.",
    ),
    example: Example::NotShown(wording(
        "`sekisho test` が走って初めて分かることなので、check には出ません。",
        "It shows only when `sekisho test` runs; `check` never says it.",
    )),
    instead: Example::NotShown(wording(
        "`sekisho test` が走って初めて分かることなので、check には出ません。",
        "It shows only when `sekisho test` runs; `check` never says it.",
    )),
};

pub fn golden_unreadable(at: Origin, file: &str, why: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{file} に読めない事例があります（{why}）。"),
            format!("{file} holds a case that can't be read ({why})."),
        ),
    )
    .help(Text::new(
        r#"一行に一つ {"function": "…", "value": "…", "arguments": {…}, "answer": "…"} と書いてください。"#,
        r#"Write one a line: {"function": "…", "value": "…", "arguments": {…}, "answer": "…"}."#,
    ))
}
