use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1001,
    title: wording(
        "何も期待しない test",
        "A test that expects nothing",
    ),
    meaning: wording(
        "given だけで expect の行がないので、この test は何が起きても通ります。",
        "It has no 'expect' line, so it passes whatever happens.",
    ),
    why: wording(
        "通る test の数が安心の根拠になります。何も確かめない test はその数を膨らませるだけです。",
        "The number of passing tests is what people trust. One that checks nothing only makes it larger.",
    ),
    example: Example::Files(&[("policies/p.seki", "sekisho 1\npackage p\nuse model oncology 2026.1\ncohort c {\n  from patient\n  where sex = \"female\" unknown exclude\n}\ntest \"t\" {\n  given patient P1 { sex \"female\" }\n}\n")]),
    instead: Example::Files(&[("policies/p.seki", "sekisho 1\npackage p\nuse model oncology 2026.1\ncohort c {\n  from patient\n  where sex = \"female\" unknown exclude\n}\ntest \"t\" {\n  given patient P1 { sex \"female\" }\n  expect in cohort c P1\n}\n")]),
};

pub fn expects_nothing(at: Origin, test: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("テスト「{test}」は何も期待していません。"),
            format!("The test '{test}' expects nothing."),
        ),
    )
    .help(Text::new(
        "expect の行を書いてください。例: expect denied extract on clinical of P1 because consent",
        "Write an 'expect' line, for example: expect denied extract on clinical of P1 because consent",
    ))
}
