//! What follows from a list of told numbers by adding and subtracting: whether a new number, with
//! all earlier ones, gives away a group of fewer people than the bound.
//!
//! Each told set is a row over *atoms*, the groups of people that no told set cuts in two. What
//! anybody can compute from the numbers is the numbers of the rows' span (Chin and Özsoyoğlu,
//! "Auditing and inference control in statistical databases", 1982). Atoms of at least the bound
//! come first in the elimination, so that what lies in the span and touches small atoms alone is
//! read off its last rows. Arithmetic is modulo 2^61 - 1; entries are small whole numbers.

use std::collections::BTreeMap;

use super::people::People;

/// Rows of told sets, over the atoms of everything that is looked at.
#[derive(Clone)]
pub struct Span {
    /// Size of each atom, the large ones first.
    sizes: Vec<u32>,
    large: usize,
    /// Reduced rows by the place of their first entry, which is 1.
    rows: BTreeMap<usize, Vec<u64>>,
}

const P: u64 = (1 << 61) - 1;
/// Small groups in the span that are tried in every combination.
const KNOWN_MAX: usize = 5;

/// The atoms of a family of sets: of each, one person and how many they are.
pub struct Atoms {
    of: Vec<(usize, u32)>,
    large: usize,
}

impl Atoms {
    /// Cuts `0..people` by every set; whoever is in none of them is in no atom.
    pub fn of(people: usize, sets: &[&People], below: u32) -> Self {
        let mut groups: BTreeMap<Vec<u64>, (usize, u32)> = BTreeMap::new();
        for person in 0..people {
            let mut signature = vec![0; sets.len().div_ceil(64)];
            for (n, set) in sets.iter().enumerate() {
                if set.has(person) {
                    signature[n / 64] |= 1 << (n % 64);
                }
            }
            if signature.iter().any(|word| *word != 0) {
                groups.entry(signature).or_insert((person, 0)).1 += 1;
            }
        }
        let mut of: Vec<(usize, u32)> = groups.into_values().collect();
        of.sort_by_key(|(person, size)| (*size < below, *person));
        let large = of.iter().filter(|(_, size)| *size >= below).count();
        Self { of, large }
    }

    pub fn count(&self) -> usize {
        self.of.len()
    }

    /// Those that a set is made of.
    pub fn within<'a>(&'a self, set: &'a People) -> impl Iterator<Item = usize> + 'a {
        let atoms = self.of.iter().enumerate();
        atoms
            .filter(|(_, (person, _))| set.has(*person))
            .map(|(atom, _)| atom)
    }
}

impl Span {
    pub fn new(atoms: &Atoms) -> Self {
        Self {
            sizes: atoms.of.iter().map(|(_, size)| *size).collect(),
            large: atoms.large,
            rows: BTreeMap::new(),
        }
    }

    /// Whether the number of this set follows from the numbers so far.
    pub fn holds(&self, set: &People, atoms: &Atoms) -> bool {
        let rest = self.reduced(row(set, atoms));
        rest.iter().all(|entry| *entry == 0)
    }

    /// Whether the number of this set, told truly, would give away fewer than `below` people that
    /// the numbers so far don't.
    /// A small difference of two groups gives away one of them to whoever knows the other.
    pub fn gives_away(&self, set: &People, atoms: &Atoms, below: u32) -> bool {
        let rest = self.reduced(row(set, atoms));
        if rest[..self.large].iter().any(|entry| *entry != 0) {
            return false;
        }
        rest.iter().any(|entry| *entry != 0) && self.least_weight(rest) < below
    }

    /// The fewest people that the row touches, with the small groups that are in the span already
    /// added and taken away. Where there are many of those, the row counts as touching one.
    fn least_weight(&self, row: Vec<u64>) -> u32 {
        let known: Vec<&Vec<u64>> = self.rows.range(self.large..).map(|(_, row)| row).collect();
        if known.len() > KNOWN_MAX {
            return 1;
        }
        let mut all = vec![row];
        for by in known {
            for at in 0..all.len() {
                for factor in [1, P - 1] {
                    let mut other = all[at].clone();
                    subtract(&mut other, by, factor);
                    all.push(other);
                }
            }
        }
        all.iter().map(|row| self.weight(row)).min().unwrap_or(0)
    }

    fn weight(&self, row: &[u64]) -> u32 {
        let touched = row
            .iter()
            .zip(&self.sizes)
            .filter(|(entry, _)| **entry != 0);
        touched.map(|(_, size)| *size).sum()
    }

    /// Whether the number says anything new.
    pub fn add(&mut self, set: &People, atoms: &Atoms) -> bool {
        let rest = self.reduced(row(set, atoms));
        let Some(pivot) = rest.iter().position(|entry| *entry != 0) else {
            return false;
        };
        let scale = inverse(rest[pivot]);
        let new: Vec<u64> = rest.iter().map(|entry| times(*entry, scale)).collect();
        for row in self.rows.values_mut() {
            let factor = row[pivot];
            subtract(row, &new, factor);
        }
        self.rows.insert(pivot, new);
        true
    }

    fn reduced(&self, mut row: Vec<u64>) -> Vec<u64> {
        for (pivot, by) in &self.rows {
            let factor = row[*pivot];
            subtract(&mut row, by, factor);
        }
        row
    }
}

fn row(set: &People, atoms: &Atoms) -> Vec<u64> {
    let one = |(person, _): &(usize, u32)| u64::from(set.has(*person));
    atoms.of.iter().map(one).collect()
}

fn subtract(row: &mut [u64], by: &[u64], factor: u64) {
    if factor == 0 {
        return;
    }
    for (entry, by) in row.iter_mut().zip(by) {
        if *by != 0 {
            *entry = (*entry + P - times(*by, factor)) % P;
        }
    }
}

fn times(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(P)) as u64
}

/// By Fermat: `a^(P-2)`.
fn inverse(a: u64) -> u64 {
    let (mut result, mut base, mut left) = (1, a, P - 2);
    while left > 0 {
        if left & 1 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        left >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(people: impl IntoIterator<Item = usize>) -> People {
        People::of(100, people)
    }

    fn judge(told: &[People], asked: &People) -> bool {
        let all: Vec<&People> = told.iter().chain([asked]).collect();
        let atoms = Atoms::of(100, &all, 10);
        let mut span = Span::new(&atoms);
        for set in told {
            span.add(set, &atoms);
        }
        span.gives_away(asked, &atoms, 10)
    }

    #[test]
    fn a_cohort_less_one_person_gives_that_person_away() {
        assert!(judge(&[set(0..50)], &set(0..49)));
        assert!(!judge(&[set(0..50)], &set(0..40)));
        assert!(!judge(&[set(0..50)], &set(0..50)), "the same again");
    }

    /// One came, one went: whoever knows the one learns of the other.
    #[test]
    fn a_difference_of_two_people_gives_away_across_answers() {
        assert!(judge(&[set(0..50)], &set(1..51)));
    }

    #[test]
    fn a_person_between_three_parts_and_their_union_is_given_away() {
        let parts = [set(0..20), set(20..45), set(45..60)];
        assert!(judge(&parts, &set(0..61)));
        assert!(!judge(&parts, &set(0..60)));
        assert!(!judge(&parts, &set(0..75)));
        let without = [set(0..20), set(20..45)];
        assert!(!judge(&without, &set(0..61)));
    }

    #[test]
    fn overlapping_sets_give_away_by_inclusion_and_exclusion() {
        let told = [set(0..40), set(20..70), set(20..40)];
        assert!(judge(&told, &set(0..71)));
        assert!(!judge(&told[..2], &set(0..71)), "the overlap is not known");
    }
}
