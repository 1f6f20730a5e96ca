//! The dates that many of a delivery's people share, counted before anything of it is written.
//!
//! Element by element as the sources have it, whatever the rules say, so that FHIR and tables of one
//! delivery mask the same. A year alone is too coarse to give a shift away and is not counted.

use std::collections::BTreeMap;

use sekisho_model::dates::{DateTerms, PEOPLE_LEAST, SharedDates, is_shared, path_covers};
use sekisho_model::profile::Profile;
use sekisho_model::record::Record;
use sekisho_model::transform::DateSurvey;

use super::super::transform::shown::shown;
use super::visit;

/// Counts people by element and value; both by a hash of 64 bits, since there are as many as dates.
pub struct Survey {
    terms: DateTerms,
    people: u64,
    counts: BTreeMap<u64, u32>,
    /// The values of the person who is being read.
    own: Vec<(u64, String, String)>,
    /// What so many people have shown that it may be shared.
    often: BTreeMap<u64, (String, String)>,
}

impl Survey {
    /// `None`: the profile moves no dates, so none gives a shift away.
    pub fn of(profile: &Profile) -> Option<Self> {
        profile.shift_days_max?;
        Some(Self {
            terms: profile.dates.clone(),
            people: 0,
            counts: BTreeMap::new(),
            own: Vec::new(),
            often: BTreeMap::new(),
        })
    }
}

impl DateSurvey for Survey {
    fn record(&mut self, record: &Record) {
        let own = &mut self.own;
        let bytes = shown(record);
        visit::each(&record.head.kind, &bytes, &mut |path, token, _| {
            if looks_dated(token.as_bytes()) {
                let value = &token[1..token.len() - 1];
                let hash = hash(path, value);
                if own.last().is_none_or(|(last, ..)| *last != hash) {
                    own.push((hash, path.to_owned(), value.to_owned()));
                }
            }
        });
    }

    fn end_of_person(&mut self) {
        self.people += 1;
        self.own.sort_unstable_by_key(|(hash, ..)| *hash);
        self.own.dedup_by_key(|(hash, ..)| *hash);
        for (hash, path, value) in self.own.drain(..) {
            let count = self.counts.entry(hash).or_default();
            *count += 1;
            if u64::from(*count) == PEOPLE_LEAST {
                self.often.insert(hash, (path, value));
            }
        }
    }

    fn shared(&self) -> SharedDates {
        let mut shared = SharedDates::default();
        for (hash, (path, value)) in &self.often {
            let people = self.counts.get(hash).copied().unwrap_or_default();
            let named = self.terms.shared.iter().any(|own| path_covers(own, path));
            if !named && is_shared(u64::from(people), self.people) {
                let values = shared.0.entry(path.clone()).or_default();
                values.insert(value.clone());
            }
        }
        shared
    }
}

/// `"YYYY-MM…"`, with its quotes.
fn looks_dated(token: &[u8]) -> bool {
    token.len() >= 9
        && token[0] == b'"'
        && token[5] == b'-'
        && token[1..5].iter().all(u8::is_ascii_digit)
        && token[6..8].iter().all(u8::is_ascii_digit)
}

/// FNV-1a. Whoever made two values meet would have one more of them masked.
fn hash(path: &str, value: &str) -> u64 {
    let bytes = path.bytes().chain([0]).chain(value.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
