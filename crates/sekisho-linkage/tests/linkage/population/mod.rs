//! A made-up population that is entered by five sources, each in its own writing and with its own
//! slips. The same seed makes the same people. Nobody here exists.

mod names;
mod people;
mod sources;

use sekisho_linkage::Person;

pub use people::Truth;

/// Records, and who each is about, by its id.
pub struct Population {
    pub records: Vec<Person>,
    /// `about[id]`: the person's place in `people`.
    pub about: Vec<usize>,
    pub people: Vec<Truth>,
}

impl Population {
    pub fn new(people: usize, seed: u64) -> Self {
        let people = people::people(people, seed);
        let (records, about) = sources::entered(&people, seed ^ 0x5EC1_5400);
        Self {
            records,
            about,
            people,
        }
    }

    /// How many pairs of records are of one person.
    pub fn pairs_of_one(&self) -> usize {
        let mut many = vec![0_usize; self.people.len()];
        self.about.iter().for_each(|person| many[*person] += 1);
        many.iter().map(|n| n * n.saturating_sub(1) / 2).sum()
    }

    pub fn is_one(&self, a: u64, b: u64) -> bool {
        self.about[a as usize] == self.about[b as usize]
    }
}

/// How well a choice of pairs finds those of one person.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub right: usize,
    pub wrong: usize,
    pub of: usize,
}

impl Found {
    pub fn of(population: &Population, pairs: impl Iterator<Item = (u64, u64)>) -> Self {
        let mut found = Self {
            right: 0,
            wrong: 0,
            of: population.pairs_of_one(),
        };
        for (a, b) in pairs {
            match population.is_one(a, b) {
                true => found.right += 1,
                false => found.wrong += 1,
            }
        }
        found
    }

    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    pub fn recall(&self) -> f64 {
        self.right as f64 / self.of.max(1) as f64
    }
}
