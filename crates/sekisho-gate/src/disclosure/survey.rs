//! What leaves of each person, field by field, as the controls look at it: the values after the
//! transform, each text once. A person may show several values (several rows) or none; none is a
//! value of its own.
//!
//! Compact on purpose: a person costs four bytes a field once the survey is finished.

use std::collections::BTreeMap;

use sekisho_model::identity::Subject;
use sekisho_model::release::ReleasedField;
use sekisho_model::{Day, Interval, Zone};

/// How the values of a field lie to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Decimal digits.
    Number,
    /// ISO 8601 at any precision down to the day.
    Date,
    /// Codes and words: a set without an order of its own.
    Word,
}

/// Takes rows in, person by person, in any order.
pub struct Surveying {
    people: Vec<Subject>,
    seen: Vec<bool>,
    /// Where the last person stood: rows of one person come together.
    last: usize,
    fields: Vec<Collecting>,
}

struct Collecting {
    name: ReleasedField,
    measure: Measure,
    ids: BTreeMap<Box<str>, u32>,
    /// Person (by place in `people`) and value.
    shown: Vec<(u32, u32)>,
}

/// The released people, sorted, and what each shows in every field.
#[derive(Clone)]
pub struct Survey {
    people: Vec<Subject>,
    fields: Vec<Surveyed>,
}

/// One field over all people. Values and sets of values are numbered in their order; set 0 is the
/// empty one, of people who show nothing.
#[derive(Clone)]
pub(super) struct Surveyed {
    pub name: ReleasedField,
    pub measure: Measure,
    pub values: Vec<Box<str>>,
    /// Where each value lies; all alike where they are words.
    pub keys: Vec<Key>,
    sets: Vec<Box<[u32]>>,
    /// Person, by place, to set.
    pub of: Vec<u32>,
}

impl Surveying {
    /// `people`: all who may be released. Those of whom nothing leaves are not in the survey.
    pub fn of(
        people: impl IntoIterator<Item = Subject>,
        fields: impl IntoIterator<Item = (ReleasedField, Measure)>,
    ) -> Self {
        let mut people: Vec<Subject> = people.into_iter().collect();
        people.sort_unstable();
        people.dedup();
        let collecting = |(name, measure)| Collecting {
            name,
            measure,
            ids: BTreeMap::new(),
            shown: Vec::new(),
        };
        Self {
            seen: vec![false; people.len()],
            last: 0,
            fields: fields.into_iter().map(collecting).collect(),
            people,
        }
    }

    /// Something of this person leaves.
    pub fn saw(&mut self, subject: Subject) {
        if let Some(place) = self.place(subject) {
            self.seen[place] = true;
        }
    }

    fn place(&mut self, subject: Subject) -> Option<usize> {
        if self.people.get(self.last) != Some(&subject) {
            self.last = self.people.binary_search(&subject).ok()?;
        }
        Some(self.last)
    }

    /// A cell of a row that leaves; an empty one is no value.
    pub fn add(&mut self, subject: Subject, field: usize, value: &str) {
        if let Some(place) = self.place(subject) {
            self.seen[place] = true;
            if !value.is_empty() {
                self.fields[field].add(place as u32, value);
            }
        }
    }

    pub fn finish(self) -> Survey {
        // Places of the people who stay in the survey.
        let mut next = 0;
        let places: Vec<u32> = self
            .seen
            .iter()
            .map(|seen| {
                let place = next;
                next += u32::from(*seen);
                place
            })
            .collect();
        let seen = |(subject, seen): (&Subject, &bool)| seen.then_some(*subject);
        let people: Vec<Subject> = self
            .people
            .iter()
            .zip(&self.seen)
            .filter_map(seen)
            .collect();
        let fields = self.fields.into_iter();
        Survey {
            fields: fields.map(|f| f.finish(&places, people.len())).collect(),
            people,
        }
    }
}

impl Collecting {
    fn add(&mut self, place: u32, value: &str) {
        let next = self.ids.len() as u32;
        let id = match self.ids.get(value) {
            Some(id) => *id,
            None => *self.ids.entry(value.into()).or_insert(next),
        };
        self.shown.push((place, id));
    }

    fn finish(self, places: &[u32], people: usize) -> Surveyed {
        let mut values: Vec<(Key, Box<str>, u32)> = Vec::with_capacity(self.ids.len());
        let keys: Vec<Option<Key>> = self.ids.keys().map(|v| Key::of(v, self.measure)).collect();
        // One value that is no number makes words of them all.
        let measure = match keys.iter().all(Option::is_some) {
            true => self.measure,
            false => Measure::Word,
        };
        for ((text, id), key) in self.ids.into_iter().zip(keys) {
            let key = key.filter(|_| measure != Measure::Word);
            values.push((key.unwrap_or_default(), text, id));
        }
        values.sort_by(|a, b| a.0.order(&b.0).then_with(|| a.1.cmp(&b.1)));
        let mut rank = vec![0u32; values.len()];
        for (place, (_, _, id)) in values.iter().enumerate() {
            rank[*id as usize] = place as u32;
        }
        let shown = self.shown.into_iter();
        let mut shown: Vec<(u32, u32)> = shown
            .map(|(place, id)| (places[place as usize], rank[id as usize]))
            .collect();
        shown.sort_unstable();
        shown.dedup();
        let mut sets: Vec<Box<[u32]>> = vec![Box::new([]); people];
        for of_one in shown.chunk_by(|a, b| a.0 == b.0) {
            sets[of_one[0].0 as usize] = of_one.iter().map(|(_, value)| *value).collect();
        }
        let (keys, values) = values.into_iter().map(|(key, text, _)| (key, text)).unzip();
        let (sets, of) = numbered(&sets);
        Surveyed {
            name: self.name,
            measure,
            values,
            keys,
            sets,
            of,
        }
    }
}

/// Each set once, in order, the empty one first; and the number of each of those given.
fn numbered(given: &[Box<[u32]>]) -> (Vec<Box<[u32]>>, Vec<u32>) {
    let mut sets: Vec<Box<[u32]>> = given.to_vec();
    sets.push(Box::new([]));
    sets.sort_unstable();
    sets.dedup();
    let number = |set| sets.binary_search(set).map_or(0, |n| n as u32);
    let of = given.iter().map(number).collect();
    (sets, of)
}

/// Where a value lies: its first and its last point.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct Key {
    pub first: f64,
    pub last: f64,
}

impl Key {
    fn of(value: &str, measure: Measure) -> Option<Self> {
        let (first, last) = match measure {
            Measure::Number => {
                let number: f64 = value.parse().ok().filter(|n: &f64| n.is_finite())?;
                (number, number)
            }
            Measure::Date => {
                let (first, last): (Day, Day) = Interval::parse(value, Zone::UTC)?.days(Zone::UTC);
                (f64::from(first.0), f64::from(last.0))
            }
            Measure::Word => (0.0, 0.0),
        };
        Some(Self { first, last })
    }

    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let first = self.first.total_cmp(&other.first);
        first.then_with(|| self.last.total_cmp(&other.last))
    }
}

impl Survey {
    /// How many people something leaves of.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    pub(super) fn people(&self) -> &[Subject] {
        &self.people
    }

    pub(super) fn fields(&self) -> &[Surveyed] {
        &self.fields
    }

    pub(super) fn field(&self, name: &ReleasedField) -> Option<usize> {
        self.fields.iter().position(|field| field.name == *name)
    }
}

impl Surveyed {
    /// The values of a set, ascending.
    pub fn set(&self, set: u32) -> &[u32] {
        &self.sets[set as usize]
    }

    pub fn sets(&self) -> usize {
        self.sets.len()
    }

    /// Nobody shows anything here.
    pub fn is_silent(&self) -> bool {
        self.of.iter().all(|set| *set == 0)
    }

    /// The same people without these values.
    pub fn without(&self, gone: &[bool]) -> Self {
        let left = |set: &[u32]| -> Box<[u32]> {
            let stays = set.iter().copied().filter(|v| !gone[*v as usize]);
            stays.collect()
        };
        let left: Vec<Box<[u32]>> = self.sets.iter().map(|set| left(set)).collect();
        let (sets, new) = numbered(&left);
        Self {
            name: self.name.clone(),
            measure: self.measure,
            values: self.values.clone(),
            keys: self.keys.clone(),
            of: self.of.iter().map(|set| new[*set as usize]).collect(),
            sets,
        }
    }
}

impl std::fmt::Debug for Survey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (people, fields) = (self.people.len(), self.fields.len());
        write!(f, "Survey({people} people, {fields} fields)")
    }
}
