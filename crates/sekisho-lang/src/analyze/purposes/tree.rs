//! The tree of purposes, laid out once: where each stands, what lies right below it, since when.
//! A chain of thousands costs no more a link than a short one.

use std::collections::BTreeMap;

use sekisho_model::policy::Purpose;
use sekisho_model::{Day, PurposeName};

#[derive(Default)]
pub(in crate::analyze) struct PurposeTree {
    places: BTreeMap<PurposeName, usize>,
    below: Vec<Vec<usize>>,
    since: Vec<Option<Day>>,
}

impl PurposeTree {
    /// Of purposes none of which lies under itself.
    pub fn of(purposes: &[Purpose]) -> Self {
        let places = places(purposes);
        let parents = parents(purposes, &places);
        let mut below = vec![Vec::new(); purposes.len()];
        for (n, parent) in parents.iter().enumerate() {
            if let Some(parent) = parent {
                below[*parent].push(n);
            }
        }
        let mut since: Vec<Option<Day>> = purposes.iter().map(|p| p.since).collect();
        let tops = parents.iter().enumerate();
        let mut open: Vec<usize> = tops
            .filter(|(_, parent)| parent.is_none())
            .map(|(n, _)| n)
            .collect();
        while let Some(n) = open.pop() {
            for child in &below[n] {
                since[*child] = since[*child].max(since[n]);
                open.push(*child);
            }
        }
        Self {
            places,
            below,
            since,
        }
    }

    pub fn place(&self, name: &PurposeName) -> Option<usize> {
        self.places.get(name).copied()
    }

    pub fn right_below(&self, name: &PurposeName) -> &[usize] {
        self.place(name).map_or(&[], |n| &self.below[n])
    }

    pub fn since(&self, name: &PurposeName) -> Option<Day> {
        self.since[self.place(name)?]
    }
}

/// The purposes that lie under themselves, in the order of the text.
pub(super) fn circular(purposes: &[Purpose]) -> Vec<usize> {
    let parents = parents(purposes, &places(purposes));
    // By which walk each was met first.
    let mut met: Vec<Option<usize>> = vec![None; purposes.len()];
    let mut found = Vec::new();
    for start in 0..purposes.len() {
        let mut at = Some(start);
        while let Some(n) = at.filter(|n| met[*n].is_none()) {
            met[n] = Some(start);
            at = parents[n];
        }
        // The walk came back to its own way: from here around is the circle.
        let Some(first) = at.filter(|n| met[*n] == Some(start)) else {
            continue;
        };
        let around = std::iter::successors(parents[first], |n| parents[*n]);
        found.push(first);
        found.extend(around.take_while(|n| *n != first));
    }
    found.sort_unstable();
    found
}

/// Of two with one name the first stands.
fn places(purposes: &[Purpose]) -> BTreeMap<PurposeName, usize> {
    let mut places = BTreeMap::new();
    for (n, purpose) in purposes.iter().enumerate() {
        places.entry(purpose.name.clone()).or_insert(n);
    }
    places
}

fn parents(purposes: &[Purpose], places: &BTreeMap<PurposeName, usize>) -> Vec<Option<usize>> {
    let parent = |p: &Purpose| places.get(p.under.as_ref()?).copied();
    purposes.iter().map(parent).collect()
}
