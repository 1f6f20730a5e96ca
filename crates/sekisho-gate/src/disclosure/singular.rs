//! Values that single somebody out by themselves: 特異な記述.
//!
//! The Act's guidelines (個人情報保護委員会 匿名加工情報編 3-2-2-4, 施行規則34条4号) name an age of 116
//! and a disease that hardly anybody has. So a word or a code is singular where fewer than the bound
//! of people show it; a number or a date where fewer show one at least as great, or at least as
//! small: 116 is, and an age of 57 between others is not, though only one person is 57.

use super::survey::{Measure, Surveyed};

/// By value: whether it is singular among those who stay. What was suppressed before still counts,
/// so that taking the oldest away does not make the next one the oldest, and so on to the last.
pub(super) fn singular(field: &Surveyed, stay: &[bool], below: u32) -> Vec<bool> {
    match field.measure {
        Measure::Word => rare(&holders(field, stay, |set| set), below),
        Measure::Number | Measure::Date => {
            let least = holders(field, stay, |set| &set[..set.len().min(1)]);
            let greatest = holders(field, stay, |set| &set[set.len().saturating_sub(1)..]);
            let up_to = running(least.iter());
            let mut from = running(greatest.iter().rev());
            from.reverse();
            let mut found = Vec::with_capacity(from.len());
            // `1.1` and `1.10` are one number, and as great as each other.
            for same in field.keys.chunk_by(|a, b| a == b) {
                let (first, last) = (found.len(), found.len() + same.len() - 1);
                let few = up_to[last].min(from[first]) < below;
                found.extend(same.iter().map(|_| few));
            }
            found
        }
    }
}

/// People who show any of the values; each counts once.
pub(super) fn people_with(field: &Surveyed, stay: &[bool], gone: &[bool]) -> u64 {
    let shows = |set: &u32| field.set(*set).iter().any(|v| gone[*v as usize]);
    let there = field.of.iter().zip(stay).filter(|(_, stay)| **stay);
    there.filter(|(set, _)| shows(set)).count() as u64
}

fn holders(field: &Surveyed, stay: &[bool], of_set: fn(&[u32]) -> &[u32]) -> Vec<u32> {
    let mut holders = vec![0; field.values.len()];
    for (set, _) in field.of.iter().zip(stay).filter(|(_, stay)| **stay) {
        for value in of_set(field.set(*set)) {
            holders[*value as usize] += 1;
        }
    }
    holders
}

fn rare(holders: &[u32], below: u32) -> Vec<bool> {
    holders.iter().map(|n| *n < below).collect()
}

fn running<'n>(numbers: impl Iterator<Item = &'n u32>) -> Vec<u32> {
    let sum = |sum: &mut u32, n: &u32| {
        *sum += n;
        Some(*sum)
    };
    numbers.scan(0, sum).collect()
}
