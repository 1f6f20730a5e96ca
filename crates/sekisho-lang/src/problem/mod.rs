//! Problems of meaning. **One file per problem**, which holds its page (what it means, why it matters,
//! an example, what to write instead) beside the sentences of its constructor; codes are for life.
//!
//! 02xx names · 03xx types and unknown · 04xx consent · 05xx access and guards · 06xx cohorts ·
//! 07xx profiles · 08xx deliveries · 09xx the package and what is not built yet · 10xx tests · 12xx standards, numbers that leave by no consent ·
//! 14xx break-glass, claims, legal bases · 16xx days in force. 01xx is syntax.
//!
//! To add a problem:
//! 1. Write `FAMILY/my_problem.rs`: `pub static PAGE: Page = Page { code, title, meaning, why, example,
//!    instead }` and `pub fn my_problem(at: Origin, …) -> Problem`, which begins with
//!    `PAGE.error(at, Text::new(ja, en))` (or `warning`) and goes on with `.help(…)`, `.fix(…)`,
//!    `.related(…)`. The code stands in the page alone. `package/not_available.rs` is a model.
//! 2. Write its name on a line of its own in `FAMILY/mod.rs`, in the order of codes. Call it as
//!    `problem::FAMILY::my_problem(…)`. A new family is a folder here, a `pub mod` and a line in `FAMILIES`.
//! 3. `example` and `instead` are declarations put into a small standing package (`standing.seki`),
//!    each in the place of the one of its kind and name; `Example::Files` brings whole files instead. A test
//!    asserts that `example` raises the code, and that `instead` doesn't and has no error at all.
//!    What can't be shown so says why (`Example::NotShown`) and has a test of its own.
//! 4. `UPDATE_GOLDEN=1` on the tests writes `docs/problems.md` anew: read what a person will see.

pub mod access;
pub mod basis;
pub mod carried;
pub mod claim;
pub mod codelist;
pub mod cohort;
pub mod consent;
pub mod deliver;
pub mod emergency;
pub mod fields;
pub mod law;
pub mod names;
pub mod numbers;
pub mod package;
pub mod plugin;
pub mod profile;
pub mod purpose;
pub mod standard;
pub mod test;
pub mod types;

use sekisho_model::Text;
use sekisho_model::problem::Page;

/// The pages of every family, in the order of codes.
pub static FAMILIES: &[&[&Page]] = &[
    sekisho_syntax::PROBLEM_PAGES,
    names::PAGES,
    types::PAGES,
    codelist::PAGES,
    purpose::PAGES,
    consent::PAGES,
    access::PAGES,
    cohort::PAGES,
    profile::PAGES,
    deliver::PAGES,
    package::PAGES,
    fields::PAGES,
    plugin::PAGES,
    standard::PAGES,
    numbers::PAGES,
    emergency::PAGES,
    claim::PAGES,
    basis::PAGES,
    test::PAGES,
    carried::PAGES,
    law::PAGES,
];

/// The problem whose fix writes out what the text means already: a threshold's unit.
pub const UNIT_MEANT: u16 = 308;

/// Warnings that something is not there: a use, a condition, a paper. They are said once nothing
/// else is wrong.
pub static OF_ABSENCE: &[u16] = &[216, 428, 429, 450, 525, 625, 626, 1002, 1315];

/// Codes that were used once and never come back.
pub static RETIRED: &[u16] = &[];

/// Every page, in the order of codes.
pub fn pages() -> Vec<&'static Page> {
    let mut pages: Vec<&Page> = FAMILIES.iter().copied().flatten().copied().collect();
    pages.sort_by_key(|page| page.code);
    pages
}

/// The standard of Japan's privacy act that proves a regime.
pub fn jp_standard(regime: &str) -> String {
    match regime {
        "coded" => "jp_coded_consent".to_owned(),
        regime => format!("jp_{regime}"),
    }
}

/// The help "did you mean", or another help.
pub fn near_or(near: Option<&str>, other: Text) -> Text {
    match near {
        Some(near) => Text::new(
            format!("「{near}」のことですか。"),
            format!("Did you mean '{near}'?"),
        ),
        None => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_used_once_and_for_life() {
        let codes: Vec<u16> = pages().iter().map(|page| page.code).collect();
        assert!(
            codes.len() > 100 && codes.windows(2).all(|two| two[0] < two[1]),
            "{codes:?}"
        );
        assert!(codes.iter().all(|code| !RETIRED.contains(code)));
    }
}
