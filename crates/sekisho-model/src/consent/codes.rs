//! By which codes a form and its items are known where consent is kept as FHIR `Consent`.
//!
//! A code is one word, whatever way it came: an OID alone, an OID beside the OID of its system, a
//! code beside the address of its system. Nothing else is made equal: a code that is not named
//! means nothing.

use serde::{Deserialize, Serialize};

use crate::{ItemName, Origin};

/// `from fhir …` of one form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FhirCodes {
    /// A Consent under one of these policies speaks of this form. None: under whatever policy, as
    /// long as no other form is named by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<FhirCode>,
}

/// One line: these codes together mean this.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FhirCode {
    pub system: String,
    /// Empty with `CodeMeans::Nothing`: whatever else the system holds.
    pub codes: Vec<String>,
    pub means: CodeMeans,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeMeans {
    Item(ItemName),
    /// What every item of the form says anyhow: it narrows none and names all.
    EveryItem,
    /// No business of this form.
    Nothing,
}

/// One code as one word. Two writings of the same code are the same word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CodeWord(String);

const OID: &str = "urn:oid:";
/// The system of codes that are URIs themselves.
const URIS: &str = "urn:ietf:rfc:3986";

impl CodeWord {
    /// `system` empty: the code names itself.
    pub fn new(system: &str, code: &str) -> Self {
        let (system, code) = (system.trim(), code.trim());
        let own = code.strip_prefix(OID).unwrap_or(code);
        let alone = system.is_empty() || system == URIS;
        if alone {
            return match is_oid(own) {
                true => Self(format!("{OID}{own}")),
                false => Self(code.to_owned()),
            };
        }
        let under = system.strip_prefix(OID).unwrap_or(system);
        if is_oid(under) {
            let below = own
                .strip_prefix(under)
                .is_some_and(|rest| rest.starts_with('.'));
            if below && is_oid(own) {
                return Self(format!("{OID}{own}"));
            }
            if !own.is_empty() && own.bytes().all(|b| b.is_ascii_digit()) {
                return Self(format!("{OID}{under}.{own}"));
            }
            return Self(format!("{OID}{under}|{code}"));
        }
        Self(format!("{system}|{code}"))
    }

    /// The code as a Coding: its system and its code there.
    pub fn coding(&self) -> (String, String) {
        if let Some((system, code)) = self.0.split_once('|') {
            return (system.to_owned(), code.to_owned());
        }
        match self
            .0
            .strip_prefix(OID)
            .and_then(|oid| oid.rsplit_once('.'))
        {
            Some((under, _)) => (format!("{OID}{under}"), self.0[OID.len()..].to_owned()),
            None => (URIS.to_owned(), self.0.clone()),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FhirCode {
    pub fn words(&self) -> Vec<CodeWord> {
        let words = self.codes.iter();
        words
            .map(|code| CodeWord::new(&self.system, code))
            .collect()
    }

    /// Whether this is the rest of a system.
    pub fn takes_rest_of(&self, system: &str) -> bool {
        let bare = |system: &str| system.trim().trim_start_matches(OID).to_owned();
        self.codes.is_empty() && bare(&self.system) == bare(system)
    }
}

impl FhirCodes {
    pub fn is_empty(&self) -> bool {
        self.policies.is_empty() && self.codes.is_empty()
    }

    /// Whether a policy that a Consent names is one of this form's.
    pub fn is_under(&self, policy: &CodeWord) -> bool {
        let mut policies = self.policies.iter();
        policies.any(|own| CodeWord::new("", own) == *policy)
    }

    /// What is said of an item, each line by itself: these words together are it.
    pub fn ways_to<'f>(&'f self, item: &'f ItemName) -> impl Iterator<Item = Vec<CodeWord>> + 'f {
        let of = move |code: &&FhirCode| code.means == CodeMeans::Item(item.clone());
        self.codes.iter().filter(of).map(FhirCode::words)
    }
}

/// Digits in groups, at least three of them.
fn is_oid(text: &str) -> bool {
    let mut groups = 0;
    text.split('.').all(|group| {
        groups += 1;
        !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit())
    }) && groups > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_code_is_one_word_however_it_is_written() {
        let same = [
            ("", "2.16.840.1.113883.3.1937.777.24.5.3.8"),
            ("", "urn:oid:2.16.840.1.113883.3.1937.777.24.5.3.8"),
            (
                "urn:ietf:rfc:3986",
                "urn:oid:2.16.840.1.113883.3.1937.777.24.5.3.8",
            ),
            (
                "urn:oid:2.16.840.1.113883.3.1937.777.24.5.3",
                "2.16.840.1.113883.3.1937.777.24.5.3.8",
            ),
            ("2.16.840.1.113883.3.1937.777.24.5.3", "8"),
        ];
        let words: Vec<CodeWord> = same
            .map(|(system, code)| CodeWord::new(system, code))
            .into();
        assert!(words.iter().all(|word| *word == words[0]), "{words:?}");
        let mii = "urn:oid:2.16.840.1.113883.3.1937.777.24.5.3";
        let own = "2.16.840.1.113883.3.1937.777.24.5.3.8";
        assert_eq!(words[0].coding(), (mii.to_owned(), own.to_owned()));
        // Nothing else is: another system, another arc, a longer number.
        for (system, code) in [
            (mii, "2.16.840.1.113883.3.1937.777.24.5.3.80"),
            (mii, "1.2.3.8"),
            ("http://loinc.org", "2.16.840.1.113883.3.1937.777.24.5.3.8"),
        ] {
            assert_ne!(CodeWord::new(system, code), words[0], "{system} {code}");
        }
        let loinc = CodeWord::new("http://loinc.org", "57016-8");
        assert_eq!(
            loinc.coding(),
            ("http://loinc.org".into(), "57016-8".into())
        );
        let uri = CodeWord::new("", "https://example.org/consent#research");
        assert_eq!(CodeWord::new(&uri.coding().0, &uri.coding().1), uri);
    }
}
