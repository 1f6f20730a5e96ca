use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::{SyntaxProblem, example_help};

pub static PAGE: Page = Page {
    code: 113,
    title: wording("ブロックがない", "The block is missing"),
    meaning: wording(
        "この宣言には { … } で囲んだ中身が要りますが、見出しの行しかありません。",
        "This declaration needs its content in { … }, but only its first line is there.",
    ),
    why: wording(
        "中身のないコホートや同意書は、誰にも何も決めていません。書きかけのまま使われるのを防ぎます。",
        "A cohort or a form without content decides nothing. It must not be used half written.",
    ),
    example: Example::Declarations(
        r#"cohort women"#,
    ),
    instead: Example::Declarations(
        r#"cohort women {
  from patient
  where sex = "female" unknown exclude
}"#,
    ),
};

pub fn block_missing(keyword: &str, example: &str) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("{keyword} の後に {{ … }} がありません。"), format!("This {keyword} needs a block {{ … }}.")))
        .help(example_help(example))
}
