use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 213,
    title: wording(
        "同じコードが二度ある",
        "A code stands twice",
    ),
    meaning: wording(
        "同じコードが一つのコード表に二度あります。",
        "One codelist holds the same code twice.",
    ),
    why: wording(
        "二度書かれたコードは、たいてい写し間違いです。入るはずだったもう一つのコードが抜けています。",
        "A code written twice is mostly a slip of copying: the one that was meant is missing.",
    ),
    example: Example::Declarations(
        r#"codelist lung_cancer {
  system "ICD-10"
  include "C34.1", "C34.3", "C34.1"
}"#,
    ),
    instead: Example::Declarations(
        r#"codelist lung_cancer {
  system "ICD-10"
  include "C34.1", "C34.3", "C34.2"
}"#,
    ),
};

pub fn code_twice(at: Origin, code: &str, first: Origin) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("コード {code} が二度書かれています。"),
            format!("The code {code} is written twice."),
        ),
    )
    .help(Text::new(
        "一方を消してください。別のコードのつもりだったなら直してください。",
        "Remove one of the two, or correct it if another code was meant.",
    ))
    .related(first, Text::new("最初の一つ", "the first of the two"))
}
