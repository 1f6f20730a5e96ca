//! Counts of one recipient, guarded over time.
//!
//! A number is told as it is only where, with every number told before, it gives away no group of
//! fewer people than the bound (`span`: whatever can be added and subtracted, through any number of
//! answers). Otherwise the earlier number of the nearest set stands in its place, if fewer than the
//! bound differ; else it is withheld. Sets are remembered with their true number alone: a cohort that
//! loses one person after the other moves in steps of the bound.
//!
//! Of people new since an earlier set, fewer than the bound are held back: they are not counted
//! until there are enough of them.

use super::people::People;
use super::span::{Atoms, Span};

/// A set of people of one list, whose number its recipient has.
#[derive(Clone, Debug)]
pub struct Told {
    pub people: People,
    /// Rows about them left: whoever has them can count any part of the set.
    pub rows: bool,
}

/// What may be said of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    AsItIs,
    /// The number told of a set that differs by fewer people than the bound.
    AsBefore(u64),
    Nothing,
}

/// Everything one recipient was told, over one list of people.
pub struct Past {
    told: Vec<Told>,
    atoms: Atoms,
    below: u32,
    span: Span,
}

impl Past {
    /// `ahead`: the sets that will be asked about.
    pub fn new(list: usize, told: Vec<Told>, ahead: &[People], below: u32) -> Self {
        let sets: Vec<&People> = told.iter().map(|t| &t.people).chain(ahead).collect();
        let atoms = Atoms::of(list, &sets, below);
        let mut past = Self {
            told: Vec::new(),
            span: Span::new(&atoms),
            atoms,
            below,
        };
        told.into_iter().for_each(|told| past.note(told));
        past
    }

    pub fn note(&mut self, told: Told) {
        self.span.add(&told.people, &self.atoms);
        self.told.push(told);
    }

    pub fn say(&self, set: &People) -> Said {
        if !self.span.gives_away(set, &self.atoms, self.below) {
            return Said::AsItIs;
        }
        let near = self.told.iter().map(|told| (told.people.apart(set), told));
        let nearest = near
            .filter(|(apart, _)| *apart < u64::from(self.below))
            .min_by_key(|(apart, _)| *apart);
        nearest.map_or(Said::Nothing, |(_, told)| {
            Said::AsBefore(told.people.size())
        })
    }
}

/// Whom a count leaves out: those beyond an earlier set, where they are fewer than the bound and the
/// set is nearly this one, or one whose rows left.
pub fn held_back(asked: &People, told: &[Told], list: usize, below: u32) -> People {
    let mut left = asked.clone();
    let few = |n: u64| n > 0 && n < u64::from(below);
    loop {
        let near = |told: &&Told| {
            few(left.beyond(&told.people))
                && (told.rows || left.apart(&told.people) < u64::from(below))
        };
        match told.iter().find(near) {
            Some(told) => left = left.both(&told.people),
            None => break,
        }
    }
    People::of(list, asked.iter().filter(|person| !left.has(*person)))
}

#[cfg(test)]
#[path = "past_tests.rs"]
mod tests;
