//! What stands in place of a group's values, and how much is lost by it.
//!
//! Numbers become `[30-39]`, dates `[2019-02/2020-11]` (ISO 8601-1 5.5), words the sorted set
//! `female|male`, or where that would be long the characters they all begin with, `C3*`. A value
//! that all share stands as it is. Where some show nothing, `absent` stands among them.
//!
//! Loss is the normalized certainty penalty, NCP (Xu et al., KDD 2006): of a range, its length over
//! that of all values; of a set, its share of all values; 0 for a single value, 1 for everything.

use std::collections::BTreeMap;

use super::Axis;
use super::rows::{Place, Row};
use crate::disclosure::survey::{Measure, Surveyed};

/// Longer sets are written by how their values begin.
const SET_MAX: usize = 16;
/// In place of no value at all among values.
const ABSENT: &str = "absent";

/// The texts of one field, each once.
pub(super) struct Wording {
    all: Domain,
    texts: Vec<Box<str>>,
    /// What a group shows, to the place of its text and its loss.
    known: BTreeMap<Shows, (u32, f64)>,
    sets: Vec<u32>,
}

/// Everything a group shows along one axis.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Shows {
    /// Whether somebody shows nothing; the lowest set, the set that reaches highest, and whether
    /// there are others.
    Range(bool, u32, u32),
    /// The sets, ascending.
    Words(Box<[u32]>),
}

/// Everything a field shows.
struct Domain {
    values: usize,
    /// Somebody shows nothing.
    absent: bool,
}

impl Wording {
    pub fn of(axis: &Axis<'_>) -> Self {
        Self {
            all: Domain::of(axis.field),
            texts: Vec::new(),
            known: BTreeMap::new(),
            sets: Vec::new(),
        }
    }

    pub fn into_texts(self) -> Vec<Box<str>> {
        self.texts
    }

    /// The place of a group's text, if it shows anything, and its loss.
    pub fn group<P: Place, const W: usize>(
        &mut self,
        axis: &Axis<'_>,
        at: usize,
        rows: &[Row<P, W>],
    ) -> (Option<u32>, f64) {
        let Some(shows) = self.shows(axis, at, rows) else {
            return (None, 0.0);
        };
        if let Some((text, loss)) = self.known.get(&shows) {
            return (Some(*text), *loss);
        }
        let (text, loss) = match &shows {
            Shows::Range(absent, lowest, highest) => axis.range(*absent, *lowest, *highest),
            Shows::Words(sets) => axis.words(sets, &self.all),
        };
        let place = self.texts.len() as u32;
        self.texts.push(text.into_boxed_str());
        self.known.insert(shows, (place, loss));
        (Some(place), loss)
    }

    fn shows<P: Place, const W: usize>(
        &mut self,
        axis: &Axis<'_>,
        at: usize,
        rows: &[Row<P, W>],
    ) -> Option<Shows> {
        if axis.field.measure == Measure::Word {
            self.sets.clear();
            self.sets.extend(rows.iter().map(|row| row.set(at)));
            self.sets.sort_unstable();
            self.sets.dedup();
            return (self.sets != [0]).then(|| Shows::Words(self.sets.as_slice().into()));
        }
        let (mut absent, mut lowest, mut highest) = (false, u32::MAX, 0);
        for set in rows.iter().map(|row| row.set(at)) {
            if set == 0 {
                absent = true;
                continue;
            }
            lowest = lowest.min(set);
            // By how far it reaches, then by its number: never by who came first.
            let reach = |set: u32| axis.high[set as usize];
            if highest == 0
                || reach(set) > reach(highest)
                || reach(set) == reach(highest) && set > highest
            {
                highest = set;
            }
        }
        (highest > 0).then_some(Shows::Range(absent, lowest, highest))
    }
}

impl Domain {
    fn of(field: &Surveyed) -> Self {
        let mut shown = vec![false; field.values.len()];
        for set in 0..field.sets() as u32 {
            for value in field.set(set) {
                shown[*value as usize] = true;
            }
        }
        Self {
            values: shown.into_iter().filter(|shown| *shown).count(),
            absent: field.of.contains(&0),
        }
    }
}

impl Axis<'_> {
    fn text(&self, value: u32) -> &str {
        &self.field.values[value as usize]
    }

    fn words(&self, sets: &[u32], all: &Domain) -> (String, f64) {
        let absent = sets.first() == Some(&0);
        let shown = sets.iter().flat_map(|set| self.field.set(*set));
        let mut values: Vec<u32> = shown.copied().collect();
        values.sort_unstable();
        values.dedup();
        let domain = all.values + usize::from(all.absent);
        let share = |shown: usize| (shown + usize::from(absent)) as f64 / domain as f64;
        let (text, loss) = match values.len() {
            1 if !absent => return (self.text(values[0]).to_owned(), 0.0),
            shown if shown <= SET_MAX => {
                let words: Vec<&str> = values.iter().map(|v| self.text(*v)).collect();
                (words.join("|"), share(shown))
            }
            shown => {
                let begin = common(self.text(values[0]), self.text(values[shown - 1]));
                let under = self.field.values.iter().filter(|v| v.starts_with(begin));
                (format!("{begin}*"), share(under.count()).min(1.0))
            }
        };
        (beside_absent(absent, text), loss)
    }

    fn range(&self, absent: bool, lowest: u32, highest: u32) -> (String, f64) {
        let field = self.field;
        let low = self.text(field.set(lowest)[0]);
        let end = |value: &&u32| field.keys[**value as usize].last;
        let ends = field.set(highest).iter();
        let last = ends.max_by(|a, b| end(a).total_cmp(&end(b)));
        let high = last.map_or(low, |value| self.text(*value));
        let text = match field.measure {
            _ if low == high => low.to_owned(),
            Measure::Date => format!("[{low}/{high}]"),
            Measure::Number | Measure::Word => format!("[{low}-{high}]"),
        };
        let length = self.high[highest as usize] - self.low[lowest as usize];
        let loss = match field.set(lowest) {
            _ if absent => 1.0,
            // Nothing is lost of a value that all share.
            [_] if lowest == highest => 0.0,
            _ => (length / self.span).min(1.0),
        };
        (beside_absent(absent, text), loss)
    }
}

fn beside_absent(absent: bool, text: String) -> String {
    if absent {
        format!("{ABSENT}|{text}")
    } else {
        text
    }
}

/// What both begin with; of sorted texts, what all between them begin with.
fn common<'t>(first: &'t str, last: &str) -> &'t str {
    let same = first.chars().zip(last.chars()).take_while(|(a, b)| a == b);
    &first[..same.map(|(a, _)| a.len_utf8()).sum()]
}
