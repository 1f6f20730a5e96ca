//! Counts of one recipient, guarded over time.
//!
//! A number is told as it is only where, with every number told before, it gives away no group of
//! fewer people than the bound (`span`: whatever can be added and subtracted, through any number of
//! answers). Otherwise the number that an earlier answer told of the nearest set stands in its place,
//! if fewer than the bound differ; else it is withheld. A neighbour in the same table is no earlier
//! answer: whoever is asked for the first time says a true number or none. Sets are remembered with
//! their true number alone: a cohort that loses one person after the other moves in steps of the bound.
//!
//! Of people new since an earlier set, fewer than the bound are held back: they are not counted
//! until there are enough of them.

use super::linear::Feasible;
use super::people::People;
use super::span::{Atoms, Span};

/// Groups that no told set cuts in two, over which intervals are computed.
const ATOMS_MAX: usize = 256;

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
    /// As it is, and whoever adds and subtracts what was told knows it already.
    Known,
    /// The number an earlier answer told of a set that differs by fewer people than the bound.
    AsBefore(u64),
    Nothing,
}

/// Everything one recipient was told, over one list of people.
pub struct Past {
    /// In earlier answers; what is noted afterwards belongs to this one.
    told: Vec<Told>,
    atoms: Atoms,
    below: u32,
    /// By what was told before, and by this answer too.
    before: Span,
    span: Span,
}

impl Past {
    /// `ahead`: the sets that will be asked about.
    pub fn new(list: usize, told: Vec<Told>, ahead: &[People], below: u32) -> Self {
        let sets: Vec<&People> = told.iter().map(|t| &t.people).chain(ahead).collect();
        let atoms = Atoms::of(list, &sets, below);
        let mut span = Span::new(&atoms);
        for told in &told {
            span.add(&told.people, &atoms);
        }
        Self {
            told,
            atoms,
            below,
            before: span.clone(),
            span,
        }
    }

    /// The true number of this set is told now.
    pub fn note(&mut self, set: &People) {
        self.span.add(set, &self.atoms);
    }

    /// Whether the earlier answers tell the number of this set.
    pub fn knew(&self, set: &People) -> bool {
        self.before.holds(set, &self.atoms)
    }

    /// Which of these hidden sets have fewer possible numbers than the bound, by everything told before
    /// and these true numbers, nobody counting less than nothing. Of a past that cuts people into
    /// more groups than can be computed with, none is found.
    pub fn narrowed(&self, now: &[&People], hidden: &[&People]) -> Vec<usize> {
        let count = self.atoms.count();
        if self.told.is_empty() || count > ATOMS_MAX {
            return Vec::new();
        }
        let mut span = Span::new(&self.atoms);
        let told = self.told.iter().map(|told| &told.people);
        let sets = told.chain(now.iter().copied());
        let mut rows = Vec::new();
        for set in sets {
            if span.add(set, &self.atoms) {
                let atoms = self.atoms.within(set).map(|atom| (atom, 1.0));
                rows.push((atoms.collect::<Vec<_>>(), set.size() as f64));
            }
        }
        for (n, set) in hidden.iter().enumerate() {
            let atoms = self.atoms.within(set).map(|atom| (atom, 1.0));
            rows.push((atoms.chain([(count + n, -1.0)]).collect(), 0.0));
        }
        // The true numbers fit, so something is always found; were it not, nothing is safe.
        let Some(mut feasible) = Feasible::new(count + hidden.len(), &rows) else {
            return (0..hidden.len()).collect();
        };
        let room = f64::from(self.below) - 1.5;
        let few = |n: &usize| {
            let (least, most) = feasible.range(count + n);
            most.is_some_and(|most| most - least <= room)
        };
        (0..hidden.len()).filter(few).collect()
    }

    pub fn say(&self, set: &People) -> Said {
        if self.span.holds(set, &self.atoms) {
            return Said::Known;
        }
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
#[cfg(test)]
#[path = "true_tests.rs"]
mod true_tests;
