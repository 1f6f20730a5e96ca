//! The leak detector: what of the source names a person, and where of that a delivery repeats.
//!
//! It is told nothing of profiles. It reads the source's identifying values by their FHIR names and
//! then looks for them in every decoded text of a delivery, inside longer texts too.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::dates::Written;
use crate::json::Json;
use crate::places::walk;

/// What a value was in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Secret {
    ResourceId,
    /// SSN, licence, passport, medical record number, and every other `identifier.value`.
    Identifier,
    Contact,
    AddressLine,
    /// A word of a person's name.
    Name,
    BirthDate,
    Canary,
}

/// Whether these digits stand in the text by themselves. Digests and pseudonyms are drawn by chance,
/// and hold any four digits now and then.
pub fn says_number(text: &str, digits: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric();
    text.match_indices(digits).any(|(at, _)| {
        !text[..at].ends_with(inside) && !text[at + digits.len()..].starts_with(inside)
    })
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leak {
    pub secret: Secret,
    pub path: String,
    pub value: String,
}

/// Gathers what must not leave.
#[derive(Default)]
pub struct Secrets {
    anywhere: BTreeMap<String, Secret>,
    words: BTreeSet<String>,
}

impl Secrets {
    /// Takes up everything in this source record that names somebody.
    pub fn of_record(&mut self, record: &Json) {
        walk(record, &mut |place| {
            let Some(text) = place.value.text() else {
                return;
            };
            let steps: Vec<&str> = place.path.split('.').collect();
            let under = |name: &str| steps.iter().rev().skip(1).any(|s| *s == name);
            match place.key {
                "id" if distinctive(text) => self.add(text, Secret::ResourceId),
                "value" if under("identifier") && distinctive(text) => {
                    self.add(text, Secret::Identifier)
                }
                "uid" if distinctive(text) => self.add(text, Secret::Identifier),
                "value" if under("telecom") => self.add(text, Secret::Contact),
                "line" if under("address") => self.add(text, Secret::AddressLine),
                "family" | "given" if under("name") => self.add_name(text),
                "valueString" if beside_ends_with(place.beside, "mothersMaidenName") => {
                    self.add_name(text)
                }
                "birthDate" if text.len() == 10 => self.add(text, Secret::BirthDate),
                _ => {}
            }
        });
    }

    /// A value that must not occur even inside another text.
    pub fn add(&mut self, text: &str, secret: Secret) {
        self.anywhere.entry(text.to_owned()).or_insert(secret);
    }

    /// Every word of a name of two letters or more.
    pub fn add_name(&mut self, text: &str) {
        let words = words_of(text).filter(|w| w.chars().count() > 1);
        self.words.extend(words.map(str::to_owned));
    }

    pub fn len(&self) -> usize {
        self.anywhere.len() + self.words.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn detector(self) -> Detector {
        let (needles, kinds): (Vec<String>, Vec<Secret>) = self.anywhere.into_iter().unzip();
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&needles);
        Detector {
            search: search.expect("the needles fit"),
            needles,
            kinds,
            words: self.words,
        }
    }
}

pub struct Detector {
    search: AhoCorasick,
    needles: Vec<String>,
    kinds: Vec<Secret>,
    words: BTreeSet<String>,
}

impl Detector {
    /// Every leak of one delivered record, keys included.
    pub fn leaks(&self, record: &Json) -> Vec<Leak> {
        let mut leaks = Vec::new();
        walk(record, &mut |place| {
            let last = place.path.rsplit('.').next().unwrap_or_default();
            self.look(last, place.path, true, &mut leaks);
            match place.value {
                Json::Text(text) => {
                    self.look(text, place.path, place.is_coded_display(), &mut leaks)
                }
                // Digits of one number stand inside another by chance: only the whole number counts.
                Json::Number(digits) => leaks.extend(self.whole(digits, place.path)),
                _ => {}
            }
        });
        leaks
    }

    fn whole(&self, digits: &str, path: &str) -> Option<Leak> {
        let found = self
            .search
            .find_overlapping_iter(digits)
            .find(|m| m.range() == (0..digits.len()))?;
        let secret = self.kinds[found.pattern().as_usize()];
        Some(Leak {
            secret,
            path: path.to_owned(),
            value: digits.to_owned(),
        })
    }

    /// `coded`: the words of a code system, in which a name may stand by chance.
    fn look(&self, text: &str, path: &str, coded: bool, leaks: &mut Vec<Leak>) {
        let leak = |secret, value: &str| Leak {
            secret,
            path: path.to_owned(),
            value: value.to_owned(),
        };
        for found in self.search.find_overlapping_iter(text) {
            let secret = self.kinds[found.pattern().as_usize()];
            let by_chance = match secret {
                // A canary stands in every text of its record, so a coded display may carry one away.
                Secret::Canary => coded,
                // Somebody was born on every day; dates are compared place by place elsewhere.
                Secret::BirthDate => !path.ends_with("birthDate") && Written::read(text).is_some(),
                _ => false,
            };
            if !by_chance {
                leaks.push(leak(secret, &self.needles[found.pattern().as_usize()]));
            }
        }
        if !coded {
            let names = words_of(text).filter(|word| self.words.contains(*word));
            leaks.extend(names.map(|word| leak(Secret::Name, word)));
        }
    }
}

/// Long enough, and with a digit, so that it can't be a word of everyday language.
fn distinctive(text: &str) -> bool {
    text.len() >= 6 && text.bytes().any(|b| b.is_ascii_digit())
}

fn beside_ends_with(beside: &Json, end: &str) -> bool {
    beside
        .get("url")
        .and_then(Json::text)
        .is_some_and(|url| url.ends_with(end))
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|w| !w.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"{"resourceType":"Patient","id":"0f3a-11","name":[{"family":"Long","given":["Anna Mae"]}],
        "identifier":[{"value":"999-22-1962"}],"telecom":[{"value":"555-978-4581"}],"birthDate":"1956-08-03",
        "address":[{"line":["313 Lockman Row"]}],"extension":[{"url":"x/patient-mothersMaidenName","valueString":"Aiko Jacobs"}]}"#;

    fn leaks(delivered: &str) -> Vec<Secret> {
        let mut secrets = Secrets::default();
        secrets.of_record(&Json::parse(SOURCE));
        secrets.add("canary000007", Secret::Canary);
        secrets.add("5583012", Secret::Identifier);
        secrets
            .detector()
            .leaks(&Json::parse(delivered))
            .into_iter()
            .map(|l| l.secret)
            .collect()
    }

    #[test]
    fn a_number_within_a_digest_is_not_said() {
        assert!(says_number("born 1934-03-04", "1934") && says_number("1934", "1934"));
        assert!(!says_number("eda1934c42 and 119345", "1934"));
        assert!(says_number("119345, then 1934", "1934"));
    }

    #[test]
    fn planted_leaks_are_seen() {
        assert_eq!(leaks(r#"{"id":"x0f3a-11y"}"#), [Secret::ResourceId]);
        assert_eq!(
            leaks(r#"{"a":[{"b":"see 999-22-1962."}]}"#),
            [Secret::Identifier]
        );
        assert_eq!(leaks(r#"{"a":"tel:555-978-4581"}"#), [Secret::Contact]);
        assert_eq!(
            leaks(r#"{"a":"313 Lockman Row, Apt 4"}"#),
            [Secret::AddressLine]
        );
        assert_eq!(leaks(r#"{"text":"seen by Mae"}"#), [Secret::Name]);
        assert_eq!(leaks(r#"{"text":"Jacobs"}"#), [Secret::Name]);
        assert_eq!(leaks(r#"{"birthDate":"1956-08-03"}"#), [Secret::BirthDate]);
        assert_eq!(leaks(r#"{"note":"born 1956-08-03"}"#), [Secret::BirthDate]);
        assert_eq!(leaks(r#"{"999-22-1962":true}"#), [Secret::Identifier]);
        assert_eq!(leaks(r#"{"number":5583012}"#), [Secret::Identifier]);
        assert_eq!(leaks(r#"{"display":"Long"}"#), [Secret::Name]);
        assert_eq!(leaks(r#"{"text":"a canary000007 b"}"#), [Secret::Canary]);
    }

    #[test]
    fn the_words_of_a_code_are_no_leak() {
        assert_eq!(
            leaks(r#"{"system":"s","code":"c","display":"Long QT canary000007"}"#),
            []
        );
        assert_eq!(leaks(r#"{"text":"Longer, along"}"#), []);
        assert_eq!(
            leaks(
                r#"{"id":"9c2f","birthDate":"1956","issued":"1956-08-03T10:00:00Z","value":0.55830121}"#
            ),
            []
        );
    }
}
