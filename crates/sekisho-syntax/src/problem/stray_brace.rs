use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 105,
    title: wording("相手のない閉じ括弧", "A closing brace without a partner"),
    meaning: wording(
        "} があるのに、それが閉じるはずの { がありません。",
        "There is a } but no { for it to close.",
    ),
    why: wording(
        "括弧がずれると、行が別の宣言に属してしまいます。同意書の行が研究の行になることもあります。",
        "With braces out of step a line belongs to another declaration: a line of a form could become a line of a study.",
    ),
    example: Example::Declarations(
        r#"purpose registry under research
}"#,
    ),
    instead: Example::Declarations(
        r#"purpose registry under research"#,
    ),
};

pub fn stray_brace() -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new("対応する { のない } です。", "This } closes nothing."))
        .help(Text::new("消すか、前のブロックの { を確かめてください。", "Remove it, or look for a missing { above."))
}
