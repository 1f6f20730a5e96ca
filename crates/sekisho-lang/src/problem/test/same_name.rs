use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1004,
    title: wording(
        "同じ名前の test が二つ",
        "Two tests of one name",
    ),
    meaning: wording(
        "二つの test が同じ名前です。",
        "Two tests have the same name.",
    ),
    why: wording(
        "落ちたときに、報告や --only でどちらを指しているのか分かりません。",
        "When one fails, neither the report nor --only tells which it was.",
    ),
    example: Example::Files(&[("policies/p.seki", "sekisho 1\npackage p\nuse model oncology 2026.1\ncohort c {\n  from patient\n  where sex = \"female\" unknown exclude\n}\ntest \"t\" {\n  given patient P1 { sex \"female\" }\n  expect in cohort c P1\n}\ntest \"t\" {\n  given patient P1 { sex \"female\" }\n  expect in cohort c P1\n}\n")]),
    instead: Example::Files(&[("policies/p.seki", "sekisho 1\npackage p\nuse model oncology 2026.1\ncohort c {\n  from patient\n  where sex = \"female\" unknown exclude\n}\ntest \"t\" {\n  given patient P1 { sex \"female\" }\n  expect in cohort c P1\n}\n")]),
};

pub fn same_name(at: Origin, test: &str) -> Problem {
    PAGE.warning(at,
        Text::new(
            format!("「{test}」という名前のテストが二つあります。"),
            format!("Two tests are called '{test}'."),
        ),
    )
    .help(Text::new(
        "落ちたときにどちらか分かるように、名前を変えてください。",
        "Rename one, so that a failure tells which it was.",
    ))
}
