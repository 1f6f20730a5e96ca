//! What the recipient of a count was told before, laid over the people of this bank.
//!
//! A recipient is an organisation; what a study's recipients were told together is a second guard,
//! asked where the profile says `against past deliveries of study`. Every number told is remembered
//! under both, so that a profile that asks later finds the past.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::StudyName;
use sekisho_model::identity::Subject;
use sekisho_model::release::{PastOf, Release};
use sekisho_store::{Mark, Released, ReleasedSet, Store};

use super::Counting;
use crate::GateError;
use crate::disclosure::{People, Told};

/// Releases compared under one guard. Beyond them nothing new is told until a steward looks.
pub const RELEASES_MAX: usize = 64;
/// Sets compared under one guard, the cells of all its tables together.
pub const SETS_MAX: usize = 1_024;

/// `recipient:ORG` of whoever learns something; without an organisation the bank's own house.
pub fn guard_of_recipient(org: &str) -> String {
    format!("recipient:{org}")
}

pub fn guard_of_study(study: &StudyName) -> String {
    format!("study:{study}")
}

/// Both guards of a release.
pub fn guards(org: &str, study: &StudyName) -> [String; 2] {
    [guard_of_recipient(org), guard_of_study(study)]
}

/// How many people a difference must have before it is told; `None`: nothing is guarded.
pub fn bound(release: &Release) -> Option<u32> {
    let cells = release.small_cells.map(|cells| cells.below);
    let new = release.against.map(|a| a.new_below.unwrap_or(0));
    cells.max(new)
}

/// One guard: what was told under it, and the marks of this bank's people.
pub(super) struct Guard {
    pub name: String,
    pub compared: bool,
    pub released: Released,
    marks: Vec<Mark>,
}

impl Guard {
    /// As the command line names it.
    pub fn words(&self) -> String {
        match self.name.split_once(':') {
            Some((kind, name)) => format!("--{kind} \"{name}\""),
            None => self.name.clone(),
        }
    }
}

/// The past of one asking, over a list of people: the bank's, then those who are only remembered.
pub(super) struct Ledgered {
    pub guards: Vec<Guard>,
    people: Vec<Subject>,
}

impl Ledgered {
    pub async fn read<C: Counting>(
        store: &Store,
        counting: &C,
        names: &[String; 2],
        release: Option<&Release>,
        people: Vec<Subject>,
    ) -> Result<Self, GateError> {
        let against = release.and_then(|r| r.against);
        let mut guards = Vec::with_capacity(names.len());
        for (name, of) in names.iter().zip([PastOf::Recipient, PastOf::Study]) {
            guards.push(Guard {
                name: name.clone(),
                compared: of == PastOf::Recipient || against.is_some_and(|a| a.of == of),
                released: store.released(name).await?,
                marks: counting.marks(name, &people).await?,
            });
        }
        Ok(Self { guards, people })
    }

    /// The place of a person in the list.
    pub fn place(&self, subject: Subject) -> Option<usize> {
        self.people.binary_search(&subject).ok()
    }

    /// Of whoever learns the number; it comes first.
    pub fn recipient(&self) -> &str {
        self.guards.first().map_or("", |guard| guard.name.as_str())
    }

    /// Somebody of the list as that guard knows them.
    pub fn mark(&self, place: usize) -> Mark {
        self.guards.first().map_or(0, |guard| guard.marks[place])
    }

    /// The same the other way round.
    pub fn places(&self) -> BTreeMap<Mark, usize> {
        let marks = self.guards.first().map(|guard| guard.marks.as_slice());
        marks.unwrap_or_default().iter().copied().zip(0..).collect()
    }

    /// How long the list is, and what was told under the guards that are compared.
    pub fn told(&self) -> (usize, Vec<Told>) {
        let mut list = self.people.len();
        let mut sets: BTreeSet<(bool, Vec<usize>)> = BTreeSet::new();
        for guard in self.guards.iter().filter(|g| g.compared) {
            let mut places: BTreeMap<Mark, usize> = guard.marks.iter().copied().zip(0..).collect();
            for (_, set) in &guard.released.sets {
                let place = |mark: &Mark| {
                    *places.entry(*mark).or_insert_with(|| {
                        list += 1;
                        list - 1
                    })
                };
                sets.insert((set.rows, set.marks.iter().map(place).collect()));
            }
        }
        let told = sets.into_iter().map(|(rows, people)| Told {
            people: People::of(list, people),
            rows,
        });
        let told = told.collect();
        (list, told)
    }

    /// Of the sets told now, by guard those that it does not know. People of the list alone.
    pub fn new_sets(&self, told: &[Told]) -> Vec<(String, Vec<ReleasedSet>)> {
        let of_guard = |guard: &Guard| {
            let known: BTreeSet<&[Mark]> = (guard.released.sets.iter())
                .map(|(_, set)| set.marks.as_slice())
                .collect();
            let set = |told: &Told| {
                let marks = told.people.iter().map(|place| guard.marks[place]);
                ReleasedSet::new(marks.collect(), told.rows)
            };
            let mut sets: Vec<ReleasedSet> = told.iter().map(set).collect();
            sets.retain(|set| !set.marks.is_empty() && !known.contains(set.marks.as_slice()));
            sets.sort_by(|a, b| a.marks.cmp(&b.marks));
            sets.dedup();
            (guard.name.clone(), sets)
        };
        self.guards.iter().map(of_guard).collect()
    }

    /// A compared guard that holds all it can, of those that would have to remember something new.
    pub fn full(&self, new: &[(String, Vec<ReleasedSet>)]) -> Option<&Guard> {
        let guards = self.guards.iter().zip(new);
        let mut full = guards.filter(|(guard, (_, new))| {
            let sets = &guard.released.sets;
            let releases: BTreeSet<i64> = sets.iter().map(|(told, _)| told.seq).collect();
            guard.compared
                && !new.is_empty()
                && (releases.len() >= RELEASES_MAX || sets.len() + new.len() > SETS_MAX)
        });
        full.next().map(|(guard, _)| guard)
    }

    pub fn seen(&self) -> Vec<(String, i64)> {
        let seen = |guard: &Guard| (guard.name.clone(), guard.released.last);
        self.guards.iter().map(seen).collect()
    }
}
