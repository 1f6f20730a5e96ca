use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1021,
    title: wording(
        "許可されるはずが拒否された",
        "Expected allowed, and it was denied",
    ),
    meaning: wording(
        "expect allowed の行が、実際の関所では拒否されました。下に最も近い規則と、満たされた条件・満たされない条件を示します。",
        "An 'expect allowed' line was denied by the real gate. The nearest rule follows, with each condition that held or failed.",
    ),
    why: wording(
        "test に書類が足りないか、規則が思ったより狭いかのどちらかです。",
        "Either the test lacks papers, or the rules are narrower than meant.",
    ),
    example: Example::NotShown(wording(
        "`sekisho test` が走って初めて分かることなので、check には出ません。",
        "It shows only when `sekisho test` runs; `check` never says it.",
    )),
    instead: Example::NotShown(wording(
        "`sekisho test` が走って初めて分かることなので、check には出ません。",
        "It shows only when `sekisho test` runs; `check` never says it.",
    )),
};

pub fn was_denied(at: Origin, class: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("許可されるはずが、{class} について拒否されました。"),
            format!("Expected allowed, but it is denied on {class}."),
        ),
    )
    .help(Text::new(
        "下の ✘ の条件を test に書くか（network、trained、approvals、justify、consent）、規則を直してください。",
        "State in the test what is marked ✘ below (network, trained, approvals, justify, consent), or change the rule.",
    ))
}
