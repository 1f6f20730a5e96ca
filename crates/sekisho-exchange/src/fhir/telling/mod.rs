//! What of a record would give a person's shift or age away although its rule lets it out: dates that
//! many people share, dates that stand as numbers or bare texts, ages in quantities.
//!
//! Each is a place in the record's bytes; the FHIR walk says there that it was masked, and a table
//! leaves the cell of that value empty. Most records hold none, which is told by one quick look.

mod age;
mod quick;
mod survey;
#[cfg(test)]
mod tests;
mod visit;

use std::ops::Range;

use sekisho_model::dates::{AgeLimit, DateTerms, SharedDates, path_covers, reads_as_date};
use sekisho_model::profile::Profile;
use sekisho_model::transform::DateCounts;

pub use survey::Survey;

/// What a profile hides, and what its delivery's people share.
#[derive(Clone, Default)]
pub struct Telling {
    /// The profile moves dates.
    moves: bool,
    terms: DateTerms,
    shared: SharedDates,
}

/// A value that does not leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hidden {
    /// Its bytes in the record; of a text with its quotes.
    pub bytes: Range<usize>,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Only where a rule would move it.
    Shared,
    Number,
    Age,
}

impl Why {
    pub fn count(self, counts: &mut DateCounts) {
        match self {
            Self::Shared => counts.shared += 1,
            Self::Number => counts.numbers += 1,
            Self::Age => counts.ages += 1,
        }
    }
}

impl Telling {
    pub fn of(profile: &Profile) -> Self {
        Self {
            moves: profile.shift_days_max.is_some(),
            terms: profile.dates.clone(),
            shared: SharedDates::default(),
        }
    }

    pub fn share(&mut self, shared: &SharedDates) {
        self.shared = shared.clone();
    }

    /// The values of a record that do not leave, in the order of their bytes.
    pub(crate) fn places(&self, kind: &str, bytes: &[u8]) -> Vec<Hidden> {
        let mut found = Vec::new();
        let shared = !self.shared.is_empty() && quick::has_any(bytes, self.shared.values());
        if shared || (self.moves && quick::has_date_as_number(bytes)) {
            visit::each(kind, bytes, &mut |path, token, value| {
                if let Some(why) = self.why(path, token) {
                    found.push(Hidden { bytes: value, why });
                }
            });
        }
        if self.terms.ages != AgeLimit::AsTheyCome && quick::has_age(bytes) {
            age::each(bytes, self.terms.ages, &mut |value| {
                found.push(Hidden {
                    bytes: value,
                    why: Why::Age,
                });
            });
        }
        found.sort_by_key(|hidden| hidden.bytes.start);
        found.dedup_by_key(|hidden| hidden.bytes.start);
        found
    }

    fn why(&self, path: &str, token: &str) -> Option<Why> {
        let text = token.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        if let Some(text) = text
            && self.shared.has(path, text)
        {
            return Some(Why::Shared);
        }
        let looked_at = text.is_none() || path.ends_with("String");
        let is_date = self.moves && looked_at && reads_as_date(text.unwrap_or(token));
        let named = || self.terms.numbers.iter().any(|own| path_covers(own, path));
        (is_date && !named()).then_some(Why::Number)
    }
}
