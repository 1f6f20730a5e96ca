use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1002,
    title: wording(
        "誰も尋ねない患者",
        "A patient nobody asks about",
    ),
    meaning: wording(
        "given に書かれた患者が、どの expect にも出てきません。",
        "A patient is given, and no 'expect' line mentions them.",
    ),
    why: wording(
        "期待を書き忘れた患者は、その条件が確かめられていないということです。",
        "A patient whose expectation was forgotten is a condition nobody checked.",
    ),
    example: Example::Files(&[("policies/p.seki", "sekisho 1\npackage p\nuse model oncology 2026.1\ncohort c {\n  from patient\n  where sex = \"female\" unknown exclude\n}\ntest \"t\" {\n  given patient P1 { sex \"female\" }\n  given patient P2 { sex \"male\" }\n  expect in cohort c P1\n}\n")]),
    instead: Example::Files(&[("policies/p.seki", "sekisho 1\npackage p\nuse model oncology 2026.1\ncohort c {\n  from patient\n  where sex = \"female\" unknown exclude\n}\ntest \"t\" {\n  given patient P1 { sex \"female\" }\n  given patient P2 { sex \"male\" }\n  expect in cohort c P1\n  expect not in cohort c P2\n}\n")]),
};

pub fn patient_unasked(at: Origin, patient: &str) -> Problem {
    PAGE.warning(at,
        Text::new(
            format!("患者 {patient} はどの expect にも出てきません。"),
            format!("No 'expect' line asks about patient {patient}."),
        ),
    )
    .help(Text::new(
        "この患者について期待を書くか、消してください。",
        "Expect something of this patient, or remove it.",
    ))
}
