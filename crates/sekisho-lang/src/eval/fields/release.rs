//! Who may stay in a release: values that single somebody out, groups on the quasi-identifiers too
//! small to hide in, groups that tell a sensitive value, cells too small to show.
//!
//! The meaning of `singular`, `k N on …`, `l N on …` and `small cells below N`, subject by subject.
//! What `generalize` chooses is no meaning but a search; any groups of k will do.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::identity::Subject;
use sekisho_model::{Interval, Zone};

use super::super::decimal;

/// Transformed values of one subject, by field; several where a table gives several rows.
pub type Released = BTreeMap<String, BTreeSet<String>>;

/// Fields, and how many must share a value (k) or how many values a group must have (l).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    pub least: u32,
    pub on: Vec<String>,
}

/// Which values are singular.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rare {
    /// Shown by fewer people than this.
    pub below: u32,
    pub on: Vec<(String, Scale)>,
}

/// Whether a field's values have an order, by which the greatest and the smallest stand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    Words,
    Numbers,
    Dates,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Controls {
    /// Singular values become absent.
    pub rare: Option<Rare>,
    pub k: Option<Bound>,
    pub l: Vec<Bound>,
}

/// Which subjects stay, and what they show. Singular values first, since a cell that is suppressed
/// is absent when groups are counted; then k; then l over the groups of k that are left. Dropping
/// groups of k can't make another smaller; it can make a value rare, so it begins anew until nobody
/// more leaves.
pub fn release(
    people: &BTreeMap<Subject, Released>,
    controls: &Controls,
) -> BTreeMap<Subject, Released> {
    let mut stay: BTreeSet<Subject> = people.keys().copied().collect();
    loop {
        let there = |subject: &Subject| (*subject, people[subject].clone());
        let mut shown: BTreeMap<Subject, Released> = stay.iter().map(there).collect();
        if let Some(rare) = &controls.rare {
            suppress(&mut shown, rare);
        }
        let before = shown.len();
        counted(&mut shown, controls);
        if shown.len() == before {
            return shown;
        }
        stay = shown.into_keys().collect();
    }
}

fn suppress(shown: &mut BTreeMap<Subject, Released>, rare: &Rare) {
    let all = shown.clone();
    for (field, scale) in &rare.on {
        let values = |person: &Released| person.get(field).cloned().unwrap_or_default();
        let every: BTreeSet<String> = all.values().flat_map(values).collect();
        let ordered = every.iter().all(|v| place(v, v, *scale).is_some());
        let people = |shows: &dyn Fn(&String) -> bool| {
            let with = all
                .values()
                .filter(|person| values(person).iter().any(shows));
            with.count() < rare.below as usize
        };
        let singular: BTreeSet<&String> = every
            .iter()
            .filter(|value| match scale {
                Scale::Numbers | Scale::Dates if ordered => {
                    people(&|v| place(v, value, *scale) != Some(Ordering::Less))
                        || people(&|v| place(v, value, *scale) != Some(Ordering::Greater))
                }
                _ => people(&|v| v == *value),
            })
            .collect();
        for person in shown.values_mut() {
            if let Some(values) = person.get_mut(field) {
                values.retain(|value| !singular.contains(value));
            }
        }
    }
}

/// How one value lies to another; dates by their first day, then by their last.
fn place(a: &str, b: &str, scale: Scale) -> Option<Ordering> {
    let days = |text| Some(Interval::parse(text, Zone::UTC)?.days(Zone::UTC));
    match scale {
        Scale::Words => Some(a.cmp(b)),
        Scale::Numbers => decimal::compare(a, b),
        Scale::Dates => Some(days(a)?.cmp(&days(b)?)),
    }
}

fn counted(people: &mut BTreeMap<Subject, Released>, controls: &Controls) {
    let keys = controls.k.as_ref().map_or(&[][..], |k| k.on.as_slice());
    if let Some(k) = &controls.k {
        for group in groups(people, keys) {
            if group.len() < k.least as usize {
                people.retain(|subject, _| !group.contains(subject));
            }
        }
    }
    for l in &controls.l {
        // Each sensitive field on its own must leave a reader l values to choose from. A field that
        // leaves for nobody tells nothing of anybody.
        for field in &l.on {
            let field = std::slice::from_ref(field);
            if people
                .values()
                .all(|person| values(person, field)[0].is_empty())
            {
                continue;
            }
            for group in groups(people, keys) {
                let shown: BTreeSet<_> = group.iter().map(|s| values(&people[s], field)).collect();
                if shown.len() < l.least as usize {
                    people.retain(|subject, _| !group.contains(subject));
                }
            }
        }
    }
}

fn groups(people: &BTreeMap<Subject, Released>, keys: &[String]) -> Vec<Vec<Subject>> {
    let mut groups: BTreeMap<_, Vec<Subject>> = BTreeMap::new();
    for (subject, person) in people {
        let group = groups.entry(values(person, keys));
        group.or_default().push(*subject);
    }
    groups.into_values().collect()
}

/// Cells of a count table that may be shown: below the bound none, and nothing where nobody is.
pub fn cells(counts: &BTreeMap<String, u64>, below: u64) -> BTreeMap<String, Option<u64>> {
    counts
        .iter()
        .map(|(cell, count)| {
            (
                cell.clone(),
                Some(*count).filter(|n| *n == 0 || *n >= below),
            )
        })
        .collect()
}

/// An absent field is a value of its own: nobody hides in a group by having none.
fn values(person: &Released, fields: &[String]) -> Vec<BTreeSet<String>> {
    fields
        .iter()
        .map(|field| person.get(field).cloned().unwrap_or_default())
        .collect()
}
