use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 509,
    title: wording("理由がない", "No reason is given"),
    meaning: wording(
        "禁じる行や柵に because がありません。",
        "A forbid, or a guard, has no because.",
    ),
    why: wording(
        "断られた人が最初に読むのはこの一文です。理由のない「不可」は、電話での問い合わせになって返ってきます。",
        "This sentence is the first thing a refused person reads. A bare \"no\" comes back as a telephone call.",
    ),
    example: Example::Declarations(
        r#"access outcomes {
  allow count to analyst on administrative, clinical, laboratory as counts
  forbid read to analyst on clinical
}"#,
    ),
    instead: Example::Declarations(
        r#"access outcomes {
  allow count to analyst on administrative, clinical, laboratory as counts
  forbid read to analyst on clinical
    because ja "閲覧は主治医に限ります" en "Reading is for the treating physician"
}"#,
    ),
};

pub fn no_reason(at: Origin, what: &Text) -> Problem {
    PAGE.warning(at,
        Text::new(
            format!("{}に because がありません。", what.ja),
            format!("{} gives no 'because'.", what.en),
        ),
    )
    .help(Text::new(
        "断られた人が読む一文を because ja \"…\" en \"…\" で書いてください。",
        "Write the sentence a refused person reads: because ja \"…\" en \"…\"",
    ))
}
