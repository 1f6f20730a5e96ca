use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 901,
    title: wording("書けるが、まだ実行できない", "Well written, not yet carried out"),
    meaning: wording(
        "言語としては正しい行ですが、この版の Sekisho には、それを実行する部分がまだありません。",
        "The line is correct Sekisho, but the part that would carry it out is not in this version.",
    ),
    why: wording(
        "黙って無視すると、書いた人は守られていると思い、実際には何も守られません。だから止めます。",
        "Ignored in silence, its author would believe in a protection that does not exist. So it stops.",
    ),
    example: Example::Declarations(
        r#"profile counts {
  kind identified
  unlisted drop
  key scope delivery
  release {
    small cells below 10 suppress
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

pub fn not_available(at: Origin, feature: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("「{feature}」はまだ使えません。"),
            format!("'{feature}' is not available yet."),
        ),
    )
    .help(Text::new(
        "書き方は正しいのですが、この版はまだ実行できません。黙って無視はしません。",
        "It is well written, but this version can't carry it out, and never ignores it silently.",
    ))
}
