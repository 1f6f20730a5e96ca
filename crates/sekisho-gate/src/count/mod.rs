//! Deciding a count: how many of a cohort may be counted, and what of that number may be shown.
//!
//! Who is counted is who is in the cohort by records that may be counted (`membership`), and what
//! they are broken down by is read from such records alone.
//! The exact number stays inside. What is told is remembered with the ledger entry that tells it,
//! and every later count of the same recipient is held against it.

mod by;
mod guard;
mod request;
mod shown;
mod words;

use std::collections::BTreeSet;
use std::future::Future;

use sekisho_model::cohort::Cohort;
use sekisho_model::identity::Subject;
use sekisho_model::ledger::{EntryDraft, EntryKind};
use sekisho_model::policy::Study;
use sekisho_model::profile::{Profile, Release};
use sekisho_model::release::ReleasedField;
use sekisho_model::transform::Column;
use sekisho_model::{CohortName, RuleName, StudyName, Text};
use sekisho_store::{Mark, Person};

use self::guard::Ledgered;
use crate::check;
use crate::decide::{Decision, Hearing, unknown};
use crate::disclosure::{self, Cells, ENTRIES_MAX, Label};
use crate::judge::Judge;
use crate::membership::{self, Ground, Needs};
use crate::quote::Quote;
use crate::refusal::Why;
use crate::{GateError, Papers};

pub use self::guard::{RELEASES_MAX, bound, guard_of_recipient, guard_of_study, guards};
pub(crate) use self::request::{profiles, recipient};
pub use self::shown::{Counted, Entry, Shown, Table};

/// What a count needs of the bank beside its store. The gate holds neither keys nor transforms.
pub trait Counting: Sync {
    /// The people as one guard remembers them, in order: under a random key of the guard alone.
    fn marks(
        &self,
        guard: &str,
        people: &[Subject],
    ) -> impl Future<Output = Result<Vec<Mark>, GateError>> + Send;

    /// The values as all actions of a rule leave them, row by row. `rule` is a number of
    /// `Profile::rules`.
    fn transformed(
        &self,
        profile: &Profile,
        study: &Study,
        rule: u16,
        subjects: &[Subject],
        values: Column,
    ) -> impl Future<Output = Result<Column, GateError>> + Send;
}

/// What is asked: whose count, of which cohort, in which table.
pub(crate) struct Question<'a> {
    pub study: &'a StudyName,
    pub cohort: Option<&'a CohortName>,
    pub by: &'a [ReleasedField],
}

/// Others may be told something between the reading of the past and the writing of this answer.
const TRIES_MAX: usize = 16;

pub(crate) async fn decide<C: Counting>(
    hearing: &Hearing<'_>,
    person: &Person,
    asked: Question<'_>,
    counting: &C,
) -> Result<Decision, GateError> {
    let policy = &hearing.gate.bundle().policy;
    let Some(study) = policy.study(asked.study.as_str()) else {
        return hearing
            .refuse(unknown("研究", "study", asked.study.as_str()))
            .await;
    };
    let found = request::cohort_of(hearing, study, asked.cohort)
        .and_then(|cohort| by::check(&hearing.gate.model, asked.by).map(|()| cohort));
    let cohort = match found {
        Ok(cohort) => cohort,
        Err(why) => return hearing.refuse(why).await,
    };
    let needs = Needs::of(&hearing.gate.model, cohort, asked.by);
    let judge = match request::judge(hearing, person, study, &needs, asked.by)? {
        Ok(judge) => judge,
        Err(why) => return hearing.refuse(why).await,
    };
    let ground = match Ground::stand(&needs, std::iter::once(&judge))? {
        Ok(ground) => ground,
        Err(why) => return hearing.refuse(why).await,
    };
    let chosen = match membership::choose(hearing, &ground, cohort).await? {
        Ok(chosen) => chosen,
        Err(why) => return hearing.refuse(why).await,
    };
    let people = chosen.subjects();
    let profile = judge.case.profile;
    let labels = by::labels(hearing, counting, profile, study, asked.by, &chosen).await?;
    let answering = Answering {
        hearing,
        person,
        study,
        cohort,
        by: asked.by,
        profile,
        duties: duties(&judge, &needs)?,
        people,
        labels,
    };
    for _ in 0..TRIES_MAX {
        if let Some(decision) = answering.answer(counting).await? {
            return Ok(decision);
        }
    }
    Err(GateError::Busy)
}

fn duties(judge: &Judge<'_>, needs: &Needs) -> Result<BTreeSet<String>, GateError> {
    let model = &judge.gate.model;
    let classes = needs.classes();
    let known = classes
        .iter()
        .filter_map(|class| Some(model.classes.get_key_value(*class)?.0));
    check::duties(judge, known)
}

/// A count that may be answered: the people, and where each stands in the table.
struct Answering<'a> {
    hearing: &'a Hearing<'a>,
    person: &'a Person,
    study: &'a Study,
    cohort: &'a Cohort,
    by: &'a [ReleasedField],
    profile: Option<&'a Profile>,
    duties: BTreeSet<String>,
    people: Vec<Subject>,
    labels: Vec<Vec<Label>>,
}

impl Answering<'_> {
    /// Holds the table against the past, and tells it. `None`: the past has changed meanwhile.
    async fn answer<C: Counting>(&self, counting: &C) -> Result<Option<Decision>, GateError> {
        let (hearing, release) = (self.hearing, self.profile.map(|p| &p.release));
        let below = release.and_then(guard::bound);
        let past = self.past(counting, release).await?;
        let (list, told) = past.told();
        let stay = self.stay(&past, &told, list, below);
        let labels: Vec<Vec<Label>> = stay.iter().map(|n| self.labels[*n].clone()).collect();
        let cells = Cells::new(&labels, self.by.len(), below);
        if cells.shape().entries() > ENTRIES_MAX {
            let why = too_many(cells.shape().entries());
            return hearing.refuse(why).await.map(Some);
        }
        let places: Vec<usize> = stay
            .iter()
            .filter_map(|n| past.place(self.people[*n]))
            .collect();
        let small = |bound: u32| {
            let places = cells.shape().places();
            places
                .iter()
                .any(|place| (cells.people(place).count() as u64) < u64::from(bound))
        };
        let stop = release.and_then(|r| r.small_cells).filter(|c| c.stop);
        if let Some(stop) = stop.filter(|c| cells.left_out() > 0 || small(c.below)) {
            let (below, quote) = (stop.below, Box::new(self.quote()));
            return hearing
                .refuse(Why::TooFewPatients { below, quote })
                .await
                .map(Some);
        }
        let answer = disclosure::tell(&cells, &places, list, &told, below);
        let new = past.new_sets(&answer.told);
        if let Some(full) = past.full(&new).filter(|_| below.is_some()) {
            let why = Why::PastFull {
                guard: full.words(),
                releases: RELEASES_MAX as u64,
                quote: Box::new(self.quote()),
            };
            return hearing.refuse(why).await.map(Some);
        }
        let table = Table::new(self.by, &cells, &answer.numbers, release);
        let held_back = self.people.len() - stay.len() + cells.left_out();
        let facts = self.facts(&table, &new, held_back);
        let entry = hearing.tell(self.draft(facts), &new, &past.seen()).await?;
        Ok(entry.map(|seq| {
            let expected = self.cohort.expect;
            Decision::Counted(Box::new(Counted {
                seq,
                table,
                expected,
            }))
        }))
    }

    async fn past<C: Counting>(
        &self,
        counting: &C,
        release: Option<&Release>,
    ) -> Result<Ledgered, GateError> {
        let (store, names) = (
            self.hearing.store,
            guards(&self.person.org, &self.study.name),
        );
        let mut all: BTreeSet<Subject> = self.people.iter().copied().collect();
        all.extend(store.subjects(self.hearing.newest).await?);
        Ledgered::read(store, counting, &names, release, all.into_iter().collect()).await
    }

    /// Who is counted: all but the few that are new since an earlier set.
    fn stay(
        &self,
        past: &Ledgered,
        told: &[disclosure::Told],
        list: usize,
        below: Option<u32>,
    ) -> Vec<usize> {
        let place = |n: &usize| past.place(self.people[*n]);
        let all = 0..self.people.len();
        let Some(below) = below else {
            return all.collect();
        };
        let asked = disclosure::People::of(list, all.clone().filter_map(|n| place(&n)));
        let away = disclosure::held_back(&asked, told, list, below);
        all.filter(|n| place(n).is_some_and(|at| !away.has(at)))
            .collect()
    }

    fn facts(
        &self,
        table: &Table,
        new: &[(String, Vec<sekisho_store::ReleasedSet>)],
        held_back: usize,
    ) -> serde_json::Value {
        let hearing = self.hearing;
        let sets: serde_json::Map<String, serde_json::Value> = new
            .iter()
            .map(|(guard, sets)| {
                let digests: Vec<_> = sets.iter().map(|set| set.digest()).collect();
                (guard.clone(), serde_json::json!(digests))
            })
            .collect();
        let total = table.total();
        serde_json::json!({
            "act": "count", "study": self.study.name, "cohort": self.cohort.name, "by": self.by,
            "purpose": hearing.purpose(self.study).ok(), "profile": self.profile.map(|p| &p.name),
            "bundle": hearing.gate.sealed.digest, "snapshot": hearing.snapshot, "decided_for": hearing.at.0,
            "justification": hearing.papers.justification, "suppressed": !matches!(total, Shown::Number(_)),
            "hidden": table.hidden(), "held_back": held_back, "told": sets, "duties": self.duties,
            "dry_run": hearing.papers.dry_run,
        })
    }

    fn draft(&self, facts: serde_json::Value) -> EntryDraft {
        let papers: &Papers = self.hearing.papers;
        EntryDraft {
            kind: if papers.dry_run {
                EntryKind::Explained
            } else {
                EntryKind::Permit
            },
            who: papers.who.to_string(),
            facts,
            subjects: self.people.iter().map(|s| s.0).collect(),
        }
    }

    fn quote(&self) -> Quote {
        Quote::at(
            self.hearing.gate.bundle(),
            RuleName::new(self.cohort.name.as_str()),
            &self.cohort.origin,
            Text::default(),
        )
    }
}

fn too_many(entries: usize) -> Why {
    Why::Papers {
        says: Text::new(
            format!(
                "この表は欄が {entries} になります（上限 {ENTRIES_MAX}）。--by を減らすか、方針で値を粗くしてください"
            ),
            format!(
                "the table would have {entries} entries (at most {ENTRIES_MAX}); name fewer fields with --by, or have the profile make the values coarser"
            ),
        ),
    }
}
