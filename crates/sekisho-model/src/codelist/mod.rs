//! A codelist as declared, row by row, and the two things made of it: the codes a cohort looks
//! for ([`crate::cohort::Codes`]) and the groups a profile writes instead of a code ([`CodeMap`]).

mod shape;
mod spelling;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{CodelistName, Digest, Origin, Text};

pub use shape::{Shape, luhn, verhoeff};
pub use spelling::{CheckDigit, Form, Slip, Spelling};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Codelist {
    pub name: CodelistName,
    pub label: Text,
    /// Every spelling of the code system; empty for plain words (a map of what stands in a column).
    pub systems: Vec<String>,
    /// `system "ICD-10" version "2013"`
    pub version: Option<String>,
    /// Included rows in the order of the text, then of the file; excluded codes are gone.
    pub entries: Vec<CodeEntry>,
    /// `from "codelists/x.csv" digest "sha256:…"`
    pub file: Option<(String, Digest)>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeEntry {
    pub code: String,
    pub display: String,
    /// Everything below it as well, in a system whose hierarchy is written in its codes.
    pub below: bool,
    pub group: Option<String>,
}

/// `map NAME` of a profile: what is written instead of a code. A value without a group leaves
/// nothing behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeMap {
    pub name: CodelistName,
    /// Every spelling of the code system; empty where the values are plain words.
    pub systems: Vec<String>,
    /// Code -> group.
    pub exact: BTreeMap<String, String>,
    /// Beginning of a code -> group; the longest beginning decides.
    pub below: BTreeMap<String, String>,
    /// `map NAME else keep`: what the list does not hold stays as it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_rest: bool,
}

impl CodeMap {
    /// What is written instead of a value.
    pub fn written<'v>(&'v self, value: &'v str) -> Option<&'v str> {
        let rest = self.keeps_rest.then_some(value);
        self.group(value).or(rest)
    }

    /// The group of a value: of the code itself, else of the nearest code it lies below.
    pub fn group(&self, value: &str) -> Option<&str> {
        let exact = self.exact.get(value);
        let nearest = || {
            let above = self
                .below
                .iter()
                .filter(|(code, _)| value.starts_with(code.as_str()));
            above
                .max_by_key(|(code, _)| code.len())
                .map(|(_, group)| group)
        };
        exact.or_else(nearest).map(String::as_str)
    }

    /// Every group it can write, once each.
    pub fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = self
            .exact
            .values()
            .chain(self.below.values())
            .map(String::as_str)
            .collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_beats_the_codes_above_it_and_the_longest_of_those_beats_the_rest() {
        let map = CodeMap {
            name: "m".into(),
            systems: Vec::new(),
            exact: BTreeMap::from([("C34.1".to_owned(), "upper lobe".to_owned())]),
            below: BTreeMap::from([
                ("C".to_owned(), "neoplasm".to_owned()),
                ("C34".to_owned(), "lung".to_owned()),
            ]),
            keeps_rest: false,
        };
        let groups = ["C34.1", "C34.9", "C50", "I10"].map(|code| map.group(code));
        assert_eq!(
            groups,
            [Some("upper lobe"), Some("lung"), Some("neoplasm"), None]
        );
        assert_eq!(map.groups(), ["lung", "neoplasm", "upper lobe"]);
    }
}
