//! The worked cases of `dsl/spec/consent.md`, and the fold against a second, slow definition.

use crate as model;

mod agreement;
mod draw;
mod heard;
mod slow;
mod spec;

/// Every question of the page is asked; a wrong answer names its line.
#[test]
fn the_worked_cases_of_the_manual_hold() {
    let cases = spec::cases();
    assert!(cases.len() >= 20, "only {} cases were read", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let grants = case.fold();
        for ask in &case.asks {
            let (request, ground) = (ask.request(), ask.ground());
            let fast = spec::granted(&grants, &request, ground);
            let slow = slow::covered(&case.papers, &case.events, &case.facts, &request, ground);
            if fast != ask.expect || slow != ask.expect {
                wrong.push(format!(
                    "{}: line {}: fold says {fast}, slow definition {slow}",
                    case.title, ask.line
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
