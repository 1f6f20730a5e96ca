//! Codes that no table settles and that yet many people have: what ten people share is no one's name.

use std::collections::BTreeMap;

use crate::identity::Subject;

/// So many distinct codes are counted; what comes later leaves only by a table.
const CODES_MAX: usize = 1 << 20;

/// Where a profile names neither `k` nor small cells: the bound under which the NDB's guidelines
/// hide a count of patients.
pub const PEOPLE_DEFAULT: u32 = 10;

/// (system, code), sorted; without a system: words that stand alone.
#[derive(Default)]
pub struct Shared(Vec<(Box<str>, Box<str>)>);

impl Shared {
    pub fn of<'w>(words: impl Iterator<Item = (&'w str, &'w str)>) -> Self {
        let mut words: Vec<(Box<str>, Box<str>)> = words
            .map(|(system, code)| (system.into(), code.into()))
            .collect();
        words.sort_unstable();
        words.dedup();
        Self(words)
    }

    pub fn has(&self, system: &str, code: &str) -> bool {
        let order = |known: &(Box<str>, Box<str>)| (&*known.0, &*known.1).cmp(&(system, code));
        self.0.binary_search_by(order).is_ok()
    }
}

/// Counts people by code, person after person.
#[derive(Default)]
pub struct Tally(BTreeMap<Box<str>, BTreeMap<Box<str>, Seen>>, usize);

struct Seen {
    last: Subject,
    people: u32,
}

impl Tally {
    /// A record of this person has the code. A person's records come together.
    pub fn saw(&mut self, subject: Subject, system: &str, code: &str) {
        if !self.0.contains_key(system) {
            if self.1 >= CODES_MAX {
                return;
            }
            self.0.insert(system.into(), BTreeMap::new());
        }
        let Some(codes) = self.0.get_mut(system) else {
            return;
        };
        if let Some(seen) = codes.get_mut(code) {
            if seen.last != subject {
                (seen.last, seen.people) = (subject, seen.people.saturating_add(1));
            }
        } else if self.1 < CODES_MAX {
            self.1 += 1;
            let seen = Seen {
                last: subject,
                people: 1,
            };
            codes.insert(code.into(), seen);
        }
    }

    /// The codes that at least so many people have.
    pub fn at_least(&self, people: u32) -> Shared {
        let words = self.0.iter().flat_map(|(system, codes)| {
            let enough = codes.iter().filter(move |(_, seen)| seen.people >= people);
            enough.map(move |(code, _)| (&**system, &**code))
        });
        Shared::of(words)
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Shared({})", self.0.len())
    }
}
