use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 420,
    title: wording("オプトアウトの行が足りない", "An opt-out notice lacks a line"),
    meaning: wording(
        "何を知らせるか（grants）か、何日前に知らせるか（notice required）がありません。",
        "What is announced (grants), or how long before (notice required), is missing.",
    ),
    why: wording(
        "通知から待つ期間は、患者が断るための時間です。",
        "The time between notice and use is the patient's time to object.",
    ),
    example: Example::Declarations(
        r#"optout notice {
  grants research on claims
  only as anonymized
  objection stops at once
}"#,
    ),
    instead: Example::Declarations(
        r#"optout notice {
  grants research on claims
  notice required 30 days before first use
  only as anonymized
  objection stops at once
}"#,
    ),
};

pub fn optout_incomplete(at: Origin, name: &str, line: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("オプトアウト「{name}」に {line} の行がありません。"),
            format!("The opt-out notice '{name}' has no '{line}' line."),
        ),
    )
    .help(Text::new(
        "例: grants research on claims、notice required 30 days before first use",
        "For example: grants research on claims; notice required 30 days before first use",
    ))
}
