//! What a third record says: one that is certain with two others joins them, and those two may be
//! two people (it lies a slip away from either). Then it is certain with neither.

use std::collections::BTreeMap;

use crate::answer::{Band, Doubt, Pair};
use crate::model::{Scales, probability};
use crate::people::One;

/// How many partners of one record are looked at with each other.
const PARTNERS_MAX: usize = 32;

/// Takes back certain pairs over a record whose partners, taken by themselves, are two people.
pub fn doubt(pairs: &mut [Pair], people: &[One], scales: &Scales<'_>, ask_from: f64) {
    let mut partners: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.band == Band::Certain) {
        for (one, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            let of_one = partners.entry(one).or_default();
            if of_one.len() < PARTNERS_MAX {
                of_one.push(other);
            }
        }
    }
    let prior_bits = pairs.first().map_or(0.0, |pair| pair.prior_bits);
    let are_two = |a: u64, b: u64| {
        let one = |id: u64| {
            people
                .binary_search_by_key(&id, |one| one.id)
                .ok()
                .and_then(|at| people.get(at))
        };
        let (Some(a), Some(b)) = (one(a), one(b)) else {
            return false;
        };
        let (pattern, bits) = scales.compare(a, b);
        Doubt::contradicts(pattern) || probability(prior_bits + bits.iter().sum::<f64>()) < ask_from
    };
    let mut torn: Vec<(u64, u64)> = Vec::new();
    for (middle, ends) in &partners {
        for (at, a) in ends.iter().enumerate() {
            for b in ends.iter().skip(at + 1).filter(|b| are_two(*a, **b)) {
                torn.extend([*a, *b].map(|end| (end.min(*middle), end.max(*middle))));
            }
        }
    }
    torn.sort_unstable();
    for pair in pairs.iter_mut().filter(|pair| pair.band == Band::Certain) {
        if torn.binary_search(&(pair.a, pair.b)).is_ok() {
            pair.band = Band::Ask;
            pair.doubt = Some(Doubt::Third);
        }
    }
}
