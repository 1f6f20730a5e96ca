use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 507,
    title: wording("属性に合わない比べ方", "A comparison that doesn't fit the attribute"),
    meaning: wording(
        "文字の属性を大小で比べるなど、答えの出ない比べ方です。",
        "A text attribute compared by size, or the like: there is no answer.",
    ),
    why: wording(
        "条件が誤りになると、その規則は決して働きません。許可なら困り、禁止なら危険です。",
        "A condition that errs never works. For a permission that is a nuisance, for a prohibition a danger.",
    ),
    example: Example::Declarations(
        r#"access outcomes {
  allow extract to analyst on administrative, clinical, laboratory as coded
    when request.network > "analysis-room"
}"#,
    ),
    instead: Example::Declarations(
        r#"access outcomes {
  allow extract to analyst on administrative, clinical, laboratory as coded
    when request.network in ["analysis-room", "secure-room"]
}"#,
    ),
};

pub fn attribute_type(at: Origin, path: &str, takes: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{path} はこのようには比べられません。"),
            format!("{path} can't be compared like this."),
        ),
    )
    .help(Text::new(
        format!("例: {takes}"),
        format!("For example: {takes}"),
    ))
}
