use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page {
    code: 1008,
    title: wording(
        "提供を止めない言葉",
        "A word that stops no delivery",
    ),
    meaning: wording(
        "stops because の後の言葉が、提供を止めるもの（柵、研究、コホート、consent、limit、k など）のどれでもありません。",
        "The word after 'stops because' is none of what can stop a delivery: a guard, a study, a cohort, consent, limit, k …",
    ),
    why: wording(
        "止まった理由が期待どおりかを確かめられません。",
        "It could not be checked that it stopped for that reason.",
    ),
    example: Example::Declarations("test \"t\" {\n  given patient P1 { birth_date 1960-05-01 }\n  at 2026-05-01\n  as analyst of outcomes for outcomes_research\n  expect delivery first_delivery stops because limits\n}"),
    instead: Example::Declarations("test \"t\" {\n  given patient P1 { birth_date 1960-05-01 }\n  at 2026-05-01\n  as analyst of outcomes for outcomes_research\n  expect delivery first_delivery stops because limit\n}"),
};

pub fn no_stop(at: Origin, word: &str, near: Option<&str>) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("「{word}」は提供を止めるものではありません。"),
            format!("'{word}' is nothing that stops a delivery."),
        ),
    )
    .help(near_or(
        near,
        Text::new(
            "柵・研究・コホートの名前、consent、limit、k、l、small_cells のどれかを書いてください。",
            "Write a guard, a study, a cohort, or one of consent, limit, k, l, small_cells.",
        ),
    ))
}
