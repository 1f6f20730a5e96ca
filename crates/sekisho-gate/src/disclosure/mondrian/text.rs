//! What stands in place of a group's values, and how much is lost by it.
//!
//! Numbers become `[30-39]`, dates `[2019-02/2020-11]` (ISO 8601-1 5.5), words the sorted set
//! `female|male`, or where that would be long the characters they all begin with, `C3*`. A value
//! that all share stands as it is. Where some show nothing, `absent` stands among them.
//!
//! Loss is the normalized certainty penalty, NCP (Xu et al., KDD 2006): of a range, its length over
//! that of all values; of a set, its share of all values; 0 for a single value, 1 for everything.

use super::{Axis, Partition};
use crate::disclosure::survey::{Measure, Surveyed};

/// Text by group and field; an absent one is an empty cell.
pub(in crate::disclosure) struct Texts {
    texts: Vec<Option<Box<str>>>,
    fields: usize,
    /// Mean loss of each field over the people, 0 to 1.
    pub loss: Vec<f64>,
}

/// Longer sets are written by how their values begin.
const SET_MAX: usize = 16;
/// In place of no value at all among values.
const ABSENT: &str = "absent";

impl Texts {
    pub fn of(axes: &[Axis<'_>], partition: &Partition) -> Self {
        let mut texts = Vec::with_capacity(axes.len() * partition.len());
        let mut lost = vec![0.0; axes.len()];
        let (mut sets, mut values) = (Vec::new(), Vec::new());
        let domains: Vec<Domain> = axes.iter().map(|axis| Domain::of(axis.field)).collect();
        for group in 0..partition.len() {
            let people = partition.group(group);
            for (at, axis) in axes.iter().enumerate() {
                sets.clear();
                sets.extend(people.iter().map(|who| axis.field.of[*who as usize]));
                sets.sort_unstable();
                sets.dedup();
                let (text, loss) = axis.one(&sets, &mut values, &domains[at]);
                texts.push(text);
                lost[at] += loss * people.len() as f64;
            }
        }
        let people = partition.of.len().max(1) as f64;
        Self {
            texts,
            fields: axes.len(),
            loss: lost.into_iter().map(|lost| lost / people).collect(),
        }
    }

    pub fn text(&self, group: u32, field: usize) -> Option<&str> {
        self.texts[group as usize * self.fields + field].as_deref()
    }
}

/// Everything a field shows.
struct Domain {
    values: usize,
    /// Somebody shows nothing.
    absent: bool,
}

impl Domain {
    fn of(field: &Surveyed) -> Self {
        let shown = (0..field.sets() as u32).flat_map(|set| field.set(set));
        let mut values: Vec<u32> = shown.copied().collect();
        values.sort_unstable();
        values.dedup();
        Self {
            values: values.len(),
            absent: field.of.contains(&0),
        }
    }
}

impl Axis<'_> {
    /// For a group that shows these sets, ascending.
    fn one(&self, sets: &[u32], values: &mut Vec<u32>, all: &Domain) -> (Option<Box<str>>, f64) {
        let absent = sets.first() == Some(&0);
        let sets = if absent { &sets[1..] } else { sets };
        if sets.is_empty() {
            return (None, 0.0);
        }
        let (text, loss) = match self.field.measure {
            Measure::Word => self.words(sets, values, absent, all),
            Measure::Number | Measure::Date => {
                let (text, loss) = self.range(sets);
                (text, if absent { 1.0 } else { loss })
            }
        };
        let text = if absent {
            format!("{ABSENT}|{text}")
        } else {
            text
        };
        (Some(text.into_boxed_str()), loss)
    }

    fn words(
        &self,
        sets: &[u32],
        values: &mut Vec<u32>,
        absent: bool,
        all: &Domain,
    ) -> (String, f64) {
        values.clear();
        values.extend(sets.iter().flat_map(|set| self.field.set(*set)));
        values.sort_unstable();
        values.dedup();
        let text = |value: &u32| &*self.field.values[*value as usize];
        let domain = all.values + usize::from(all.absent);
        let share = |shown: usize| (shown + usize::from(absent)) as f64 / domain as f64;
        match values.len() {
            1 if !absent => (text(&values[0]).to_owned(), 0.0),
            shown if shown <= SET_MAX => {
                let words: Vec<&str> = values.iter().map(text).collect();
                (words.join("|"), share(shown))
            }
            _ => {
                let (first, last) = (text(&values[0]), text(&values[values.len() - 1]));
                let begin = common(first, last);
                let under = self.field.values.iter().filter(|v| v.starts_with(begin));
                (format!("{begin}*"), share(under.count()).min(1.0))
            }
        }
    }

    fn range(&self, sets: &[u32]) -> (String, f64) {
        let field = self.field;
        let lowest = sets[0];
        let highest = sets
            .iter()
            .copied()
            .max_by(|a, b| self.high[*a as usize].total_cmp(&self.high[*b as usize]))
            .unwrap_or(lowest);
        let text = |value: u32| &*field.values[value as usize];
        let low = text(field.set(lowest)[0]);
        let end = |value: &&u32| field.keys[**value as usize].last;
        let ends = field.set(highest).iter();
        let high = ends
            .max_by(|a, b| end(a).total_cmp(&end(b)))
            .map_or(low, |v| text(*v));
        let length = self.high[highest as usize] - self.low[lowest as usize];
        let loss = (length / self.span).min(1.0);
        match field.measure {
            // Nothing is lost of a value that all share.
            _ if sets.len() == 1 && low == high => (low.to_owned(), 0.0),
            _ if low == high => (low.to_owned(), loss),
            Measure::Date => (format!("[{low}/{high}]"), loss),
            Measure::Number | Measure::Word => (format!("[{low}-{high}]"), loss),
        }
    }
}

/// What both begin with; of sorted texts, what all between them begin with.
fn common<'t>(first: &'t str, last: &str) -> &'t str {
    let same = first.chars().zip(last.chars()).take_while(|(a, b)| a == b);
    &first[..same.map(|(a, _)| a.len_utf8()).sum()]
}
