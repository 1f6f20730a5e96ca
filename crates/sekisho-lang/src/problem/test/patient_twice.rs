use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1003,
    title: wording(
        "同じ名前の患者が二人",
        "Two patients of one name",
    ),
    meaning: wording(
        "一つの test に同じ名前の given patient が二つあります。",
        "One test gives two patients the same name.",
    ),
    why: wording(
        "expect がどちらの患者を指すのか決まりません。",
        "An 'expect' line could mean either of them.",
    ),
    example: Example::Files(&[("policies/p.seki", "sekisho 1\npackage p\nuse model oncology 2026.1\ncohort c {\n  from patient\n  where sex = \"female\" unknown exclude\n}\ntest \"t\" {\n  given patient P1 { sex \"female\" }\n  given patient P1 { sex \"male\" }\n  expect in cohort c P1\n}\n")]),
    instead: Example::Files(&[("policies/p.seki", "sekisho 1\npackage p\nuse model oncology 2026.1\ncohort c {\n  from patient\n  where sex = \"female\" unknown exclude\n}\ntest \"t\" {\n  given patient P1 { sex \"female\" }\n  expect in cohort c P1\n}\n")]),
};

pub fn patient_twice(at: Origin, patient: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("患者 {patient} がこの test に二度書かれています。"),
            format!("Patient {patient} is given twice in this test."),
        ),
    )
    .help(Text::new(
        "一つにまとめるか、別の名前にしてください。",
        "Join the two, or give one another name.",
    ))
}
