//! Who may stay in a release: groups on the quasi-identifiers too small to hide in, groups that
//! tell a sensitive value, cells too small to show.
//!
//! The meaning of `k N on …`, `l N on …` and `small cells below N`, subject by subject.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::identity::Subject;

/// Transformed values of one subject, by field; several where a table gives several rows.
pub type Released = BTreeMap<String, BTreeSet<String>>;

/// Fields, and how many must share a value (k) or how many values a group must have (l).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    pub least: u32,
    pub on: Vec<String>,
}

/// Which subjects stay. The order is that of `semantics.md`: first k, then l over the groups of k
/// that are left; dropping people can't make another group smaller, so one pass of each suffices.
pub fn release(
    people: &BTreeMap<Subject, Released>,
    k: Option<&Bound>,
    l: Option<&Bound>,
) -> BTreeSet<Subject> {
    let mut stay: BTreeSet<Subject> = people.keys().copied().collect();
    let keys = k.map_or(&[][..], |k| k.on.as_slice());
    let groups = |stay: &BTreeSet<Subject>| -> BTreeMap<Vec<BTreeSet<String>>, Vec<Subject>> {
        let mut groups: BTreeMap<_, Vec<Subject>> = BTreeMap::new();
        for subject in stay {
            groups
                .entry(values(&people[subject], keys))
                .or_default()
                .push(*subject);
        }
        groups
    };
    if let Some(k) = k {
        let small = groups(&stay)
            .into_values()
            .filter(|g| g.len() < k.least as usize);
        for subject in small.flatten().collect::<Vec<_>>() {
            stay.remove(&subject);
        }
    }
    if let Some(l) = l {
        for group in groups(&stay).into_values() {
            // Each sensitive field on its own must leave a reader l values to choose from.
            let tells = l.on.iter().any(|field| {
                let shown: BTreeSet<_> = group
                    .iter()
                    .map(|subject| values(&people[subject], std::slice::from_ref(field)))
                    .collect();
                shown.len() < l.least as usize
            });
            if tells {
                stay.retain(|subject| !group.contains(subject));
            }
        }
    }
    stay
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
