use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 424,
    title: wording(
        "もう使われない DUO の符号",
        "An obsolete DUO code",
    ),
    meaning: wording(
        "DUO がこの符号を廃止しました。",
        "DUO has retired this code.",
    ),
    why: wording(
        "廃止された符号は、読む側で無視されるか、別の意味に取られます。",
        "Readers ignore a retired code, or take it for something else.",
    ),
    example: Example::Declarations(
        r#"purpose outcomes_research under research {
  duo "DUO:0000005"
}"#,
    ),
    instead: Example::Declarations(
        r#"purpose outcomes_research under research {
  duo "DUO:0000042", "DUO:0000043"
}"#,
    ),
};

pub fn obsolete_duo(at: Origin, code: &str, label: &str, replaced_by: &str) -> Problem {
    let help = match replaced_by {
        "" => Text::new(
            "当てはまる今の符号を選んでください。",
            "Choose the present code that fits.",
        ),
        codes => Text::new(
            format!("DUO は代わりに {codes} を挙げています。"),
            format!("DUO names {codes} in its place."),
        ),
    };
    PAGE.warning(
        at,
        Text::new(
            format!("{code}（{label}）は廃止された符号です。"),
            format!("{code} ({label}) is obsolete."),
        ),
    )
    .help(help)
}
