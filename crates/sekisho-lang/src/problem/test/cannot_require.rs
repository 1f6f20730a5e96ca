use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1006,
    title: wording(
        "expect に書けない require",
        "A requirement that a test can't ask for",
    ),
    meaning: wording(
        "expect の行の require に、決定の前に確かめられないものが書かれています。",
        "An 'expect' line requires something that is not known when it is decided.",
    ),
    why: wording(
        "profile、承認、理由は決定の条件です。記録や料金は引き渡しの後の義務なので、許可・拒否では確かめられません。",
        "A profile, an approval and a justification are conditions of the decision. Logs and fees are duties that come after it.",
    ),
    example: Example::Declarations("test \"t\" {\n  given patient P1 { birth_date 1960-05-01 }\n  at 2026-05-01\n  as analyst of outcomes for outcomes_research\n  expect denied extract on clinical of P1 require log summary because consent\n}"),
    instead: Example::Declarations("test \"t\" {\n  given patient P1 { birth_date 1960-05-01 }\n  at 2026-05-01\n  as analyst of outcomes for outcomes_research\n  expect denied extract on clinical of P1 because consent\n}"),
};

pub fn cannot_require(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "expect に書ける require は profile、approval、justification です。",
            "An 'expect' line can require a profile, an approval or a justification.",
        ),
    )
    .help(Text::new(
        "引き渡し後の義務は、決定の後のことなので test では確かめられません。",
        "Duties come after the decision, so a test can't ask for them.",
    ))
}
