use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1120,
    title: wording("length(this) は文字数と比べる", "length(this) is compared with a number"),
    meaning: wording("length(this) は文字数です。0 以上の整数と比べます。", "length(this) is a number of characters, compared with a whole number."),
    why: wording("ほかのものと比べると、いつも偽になります。", "Compared with anything else it would always be false."),
    example: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table lab { unit: replace "x" when length(this) > "long" }
}"#),
    instead: Example::Declarations(r#"profile tables {
  unlisted drop
  key scope study
  dates shift per patient up to 180 days
  table lab { unit: replace "x" when length(this) > 20 }
}"#),
};

pub fn length_is_a_number(at: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            "length(this) は 0 以上の整数と比べてください。",
            "Compare length(this) with a whole number.",
        ),
    )
    .help(Text::new(
        "例: replace \"（伏字）\" when length(this) > 2000",
        "For example: replace \"(masked)\" when length(this) > 2000",
    ))
}
