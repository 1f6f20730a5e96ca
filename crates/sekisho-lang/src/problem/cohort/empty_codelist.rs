use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 607,
    title: wording("空のコード表", "An empty codelist"),
    meaning: wording(
        "コード表に体系（system）か、含めるコード（include）がありません。",
        "The codelist lacks its system, or has no code to include.",
    ),
    why: wording(
        "空のコード表を使う条件は、誰にも当てはまりません。",
        "A condition on an empty list fits nobody.",
    ),
    example: Example::Declarations(
        r#"codelist creatinine {
  system "LOINC"
}"#,
    ),
    instead: Example::Declarations(
        r#"codelist creatinine {
  system "LOINC"
  include "2160-0"
}"#,
    ),
};

pub fn empty_codelist(at: Origin, name: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("コード表「{name}」は空です。"),
            format!("The codelist '{name}' is empty."),
        ),
    )
    .help(Text::new(
        "system と include を書いてください。",
        "Write its 'system' and 'include' lines.",
    ))
}
