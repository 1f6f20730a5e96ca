use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 719,
    title: wording("一人でも満たされる k や l", "A k or l that one person satisfies"),
    meaning: wording("k 1 や l 1 は、どの組でも満たされます。何も守りません。", "k 1 and l 1 hold for any group: they protect nobody."),
    why: wording("守られていると読まれますが、一人ずつの行がそのまま出ます。", "It reads like protection while single people's rows leave."),
    example: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n    k 1 on patient.sex suppress\n  }\n}\n"),
    instead: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n    k 5 on patient.sex suppress\n  }\n}\n"),
};

pub fn group_of_one(at: Origin, word: &str, size: u32) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{word} {size} はどの組でも満たされ、誰も守りません。"),
            format!("{word} {size} holds for any group and protects nobody."),
        ),
    )
    .help(Text::new(
        "2 以上にしてください。よく使われるのは k 5、l 2 です。",
        "Use 2 or more; k 5 and l 2 are usual.",
    ))
}
