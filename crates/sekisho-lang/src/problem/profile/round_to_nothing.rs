use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 715,
    title: wording("働かない下限や丸め", "A bound or step that does nothing"),
    meaning: wording(
        "小さな数の下限や丸めの幅が 2 より小さく、何も隠しません。",
        "A bound for small cells, or a step for rounding, below 2 hides nothing.",
    ),
    why: wording(
        "「1 人」という集計は、その人を指します。",
        "A count of one points at that one person.",
    ),
    example: Example::Declarations(
        r#"profile counts {
  unlisted drop
  key scope delivery
  release {
    small cells below 1 suppress
  }
}"#,
    ),
    instead: Example::Declarations(
        r#"profile counts {
  unlisted drop
  key scope delivery
  release {
    small cells below 10 suppress
  }
}"#,
    ),
};

pub fn round_to_nothing(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "小さな数の下限は 2 以上、丸めは 2 以上でなければ働きません。",
            "Small cells need a bound of 2 or more, rounding a step of 2 or more.",
        ),
    )
    .help(Text::new(
        "例: small cells below 10 suppress",
        "For example: small cells below 10 suppress",
    ))
}
