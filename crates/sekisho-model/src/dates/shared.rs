//! Dates that many people share in one element: a start of insurance on the first of April, the day
//! an old system was switched off. Who knows it reads every shift off it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// From so many people on a date is shared …
pub const PEOPLE_LEAST: u64 = 50;
/// … where they are also so many in a hundred of the delivery's people.
pub const SHARE_LEAST_PERCENT: u64 = 1;

/// Whether so many of the delivery's people share a value.
pub fn is_shared(people: u64, of: u64) -> bool {
    people >= PEOPLE_LEAST && people * 100 >= of * SHARE_LEAST_PERCENT
}

/// The shared dates of one delivery: by element (`Coverage.period.end`) the values as written.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SharedDates(pub BTreeMap<String, BTreeSet<String>>);

impl SharedDates {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn has(&self, path: &str, value: &str) -> bool {
        self.0
            .get(path)
            .is_some_and(|values| values.contains(value))
    }

    /// Every value of any element.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.0.values().flatten().map(String::as_str)
    }
}

impl std::fmt::Debug for SharedDates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SharedDates({} elements)", self.0.len())
    }
}

/// Whether an element that a policy names (`Observation.value`, `Coverage.period`) is the one at this
/// path of a record (`Observation.valueInteger`, `Coverage.period.end`) or holds it.
pub fn path_covers(named: &str, path: &str) -> bool {
    let mut keys = path.split('.');
    named.split('.').all(|name| {
        let name = name.trim_end_matches("[x]");
        keys.next().is_some_and(|key| match key.strip_prefix(name) {
            Some("") => true,
            Some(rest) => rest.starts_with(|c: char| c.is_ascii_uppercase()),
            None => false,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_and_one_in_a_hundred() {
        assert!(is_shared(50, 5000) && !is_shared(49, 100) && !is_shared(50, 5001));
    }

    #[test]
    fn a_named_element_covers_what_is_in_it() {
        for (named, path, covers) in [
            ("Coverage.period", "Coverage.period.end", true),
            ("Coverage.period.end", "Coverage.period.start", false),
            ("Observation.value", "Observation.valueInteger", true),
            (
                "Observation.value[x]",
                "Observation.valueQuantity.value",
                true,
            ),
            (
                "Observation.valueInteger",
                "Observation.valueQuantity.value",
                false,
            ),
            ("Coverage", "Claim.created", false),
            ("Coverage.period.end", "Coverage.period", false),
        ] {
            assert_eq!(path_covers(named, path), covers, "{named} {path}");
        }
    }
}
