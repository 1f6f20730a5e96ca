//! Deciding a count: how many of a cohort may be counted, and what of that number may be shown.
//!
//! Who is counted is who is in the cohort by records that may be counted (`membership`), and what
//! they are broken down by is read from such records alone.
//! The exact number stays inside. What is told is remembered with the ledger entry that tells it,
//! and every later count of the same recipient is held against it.

mod by;
mod guard;
mod memory;
mod request;
mod shown;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use sekisho_model::book::{CountPermit, EntryDraft, Permit};
use sekisho_model::cohort::Cohort;
use sekisho_model::identity::Subject;
use sekisho_model::policy::Study;
use sekisho_model::profile::{Profile, Release};
use sekisho_model::release::ReleasedField;
use sekisho_model::transform::Column;
use sekisho_model::{CohortName, Digest, RuleName, StudyName, Text};
use sekisho_store::{Answered, Mark, Person, ReleasedSet, Store};

use self::guard::Ledgered;
use self::memory::Memory;
use crate::disclosure::{self, Asking, Cells, ENTRIES_MAX, Label};
use crate::explain::quote::Quote;
use crate::hearing::{Ending, Hearing, unknown};
use crate::judge::Judge;
use crate::judge::check;
use crate::judge::membership::{self, Ground, Needs};
use crate::refusal::Why;
use crate::{Ask, Gate, GateError, Papers};

pub use self::guard::{RELEASES_MAX, bound, guard_of_recipient, guard_of_study, guards};
pub(crate) use self::request::{profiles, recipient};
pub use self::shown::{Counted, Entry, Guarded, Shown, Table};

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

/// Whose count, of which cohort, in which table.
#[derive(Clone, Copy, Debug)]
pub struct CountOf<'a> {
    pub study: &'a StudyName,
    /// `None`: the study's cohort, where it has one.
    pub cohort: Option<&'a CohortName>,
    /// The fields it is broken down by.
    pub by: &'a [ReleasedField],
}

impl Gate {
    /// Decides a count, over the keys and transforms of the bank, and writes it down first.
    pub async fn count<C: Counting>(
        &self,
        store: &Store,
        papers: &Papers,
        of: CountOf<'_>,
        counting: &C,
    ) -> Result<Ending<Counted>, GateError> {
        let ask = Ask::Count {
            study: of.study.clone(),
        };
        let (hearing, person) = match Hearing::of_person(self, store, papers, ask).await? {
            Ok(heard) => heard,
            Err(refused) => return Ok(Err(refused)),
        };
        decide(&hearing, &person, of, counting).await
    }
}

/// Others may be told something between the reading of the past and the writing of this answer.
pub(crate) const TRIES_MAX: usize = 16;

async fn decide<C: Counting>(
    hearing: &Hearing<'_>,
    person: &Person,
    asked: CountOf<'_>,
    counting: &C,
) -> Result<Ending<Counted>, GateError> {
    let policy = &hearing.gate.bundle().policy;
    let Some(study) = policy.study(asked.study.as_str()) else {
        let why = unknown("研究", "study", asked.study.as_str());
        return hearing.refuse(why).await.map(Err);
    };
    let found = request::cohort_of(hearing, study, asked.cohort)
        .and_then(|cohort| by::check(&hearing.gate.model, asked.by).map(|()| cohort));
    let cohort = match found {
        Ok(cohort) => cohort,
        Err(why) => return hearing.refuse(why).await.map(Err),
    };
    let needs = Needs::of(&hearing.gate.model, cohort, asked.by);
    let judge = match request::judge(hearing, person, study, &needs, asked.by)? {
        Ok(judge) => judge,
        Err(why) => return hearing.refuse(why).await.map(Err),
    };
    let ground = match Ground::stand(&needs, std::iter::once(&judge))? {
        Ok(ground) => ground,
        Err(why) => return hearing.refuse(why).await.map(Err),
    };
    let chosen = match membership::choose(hearing, &ground, cohort).await? {
        Ok(chosen) => chosen,
        Err(why) => return hearing.refuse(why).await.map(Err),
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

/// These people, counted as this person may count the cohort; `None`: no rule lets them.
pub(crate) fn of_people<'a>(
    hearing: &'a Hearing<'a>,
    person: &'a Person,
    study: &'a Study,
    cohort: &'a Cohort,
    people: Vec<Subject>,
) -> Result<Option<Answering<'a>>, GateError> {
    let needs = Needs::of(&hearing.gate.model, cohort, &[]);
    let judged = match study.cohorts.contains(&cohort.name) {
        true => request::judge(hearing, person, study, &needs, &[])?.ok(),
        false => None,
    };
    Ok(judged.map(|judge| Answering {
        hearing,
        person,
        study,
        cohort,
        by: &[],
        profile: judge.case.profile,
        duties: BTreeSet::new(),
        labels: vec![Vec::new(); people.len()],
        people,
    }))
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
pub(crate) struct Answering<'a> {
    pub hearing: &'a Hearing<'a>,
    pub person: &'a Person,
    pub study: &'a Study,
    pub cohort: &'a Cohort,
    pub by: &'a [ReleasedField],
    pub profile: Option<&'a Profile>,
    pub duties: BTreeSet<String>,
    pub people: Vec<Subject>,
    pub labels: Vec<Vec<Label>>,
}

/// A table as it may be told, which nobody heard yet.
pub(crate) struct Held {
    pub table: Table,
    /// By guard the sets it tells; they are written with the entry that tells them.
    pub new: Vec<(String, Vec<ReleasedSet>)>,
    /// Up to where each guard's past was read.
    pub seen: Vec<(String, i64)>,
    /// New people who wait until there are enough of them.
    pub held_back: usize,
    answer: Option<Answer>,
}

/// A table to be remembered: under which guard, to which question.
struct Answer {
    guard: String,
    question: String,
    body: String,
}

impl Answering<'_> {
    /// Holds the table against the past, and tells it. `None`: the past has changed meanwhile.
    async fn answer<C: Counting>(
        &self,
        counting: &C,
    ) -> Result<Option<Ending<Counted>>, GateError> {
        let hearing = self.hearing;
        let held = match self.held(counting).await? {
            Ok(held) => held,
            Err(why) => return hearing.refuse(why).await.map(|refusal| Some(Err(refusal))),
        };
        let draft = self.draft(self.told(&held));
        let entry = hearing.tell(draft, &held).await?;
        Ok(entry.map(|seq| Ok(Box::new(self.counted(held, seq)))))
    }

    pub fn counted(&self, held: Held, seq: i64) -> Counted {
        Counted {
            seq,
            table: held.table,
            expected: self.cohort.expect,
            guarded: Guarded::of(self.profile.map(|p| &p.release)),
            steward: self.hearing.steward,
        }
    }

    /// The table as far as it may be told after everything that was.
    pub async fn held<C: Counting>(&self, counting: &C) -> Result<Result<Held, Why>, GateError> {
        let release = self.profile.map(|p| &p.release);
        let below = release.and_then(guard::bound);
        let past = self.past(counting, release).await?;
        let (list, told) = past.told();
        let (stay, away) = self.waiting(&past, &told, list, below);
        let of = |people: &[usize]| -> Vec<Vec<Label>> {
            people.iter().map(|n| self.labels[*n].clone()).collect()
        };
        let cells = Cells::new(&of(&stay), self.by.len(), below);
        if cells.shape().entries() > ENTRIES_MAX {
            return Ok(Err(too_many()));
        }
        if let Some(below) = self.stops(&cells) {
            let quote = Box::new(self.quote());
            return Ok(Err(Why::TooFewPatients { below, quote }));
        }
        let places: Vec<usize> = stay
            .iter()
            .filter_map(|n| past.place(self.people[*n]))
            .collect();
        let waiting: Vec<(usize, Vec<Label>)> = away
            .iter()
            .filter_map(|n| Some((past.place(self.people[*n])?, self.labels[*n].clone())))
            .collect();
        let asking = Asking {
            cells: &cells,
            people: &places,
            away: &waiting,
            list,
            hidden: &self.hidden(&past, list, below).await?,
        };
        let answer = disclosure::tell(&asking, &told, below);
        let table = Table::new(self.by, &cells, &answer.numbers, release);
        let here = |place: &Vec<Option<usize>>| -> Vec<Mark> {
            let counted = cells.people(place).map(|n| places[n]);
            let wait = waiting.iter().filter(|(_, own)| cells.stands(own, place));
            let all = counted.chain(wait.map(|(person, _)| *person));
            all.map(|person| past.mark(person)).collect()
        };
        let memory = Memory::of(&table, &cells.shape(), &here);
        let question = self.question();
        let before = self.remembered(&past, &question).await?;
        if let (Some(before), Some(below)) = (&before, below)
            && let Some(table) = before.instead_of(&table, &self.marked(&past), below, release)
        {
            return Ok(Ok(Held {
                table,
                new: Vec::new(),
                seen: past.seen(),
                held_back: away.len(),
                answer: None,
            }));
        }
        let new = past.new_sets(&answer.told);
        if let Some(full) = past.full(&new).filter(|_| below.is_some()) {
            return Ok(Err(Why::PastFull {
                guard: full.words(),
                releases: RELEASES_MAX as u64,
                quote: Box::new(self.quote()),
            }));
        }
        Ok(Ok(Held {
            table,
            new,
            seen: past.seen(),
            held_back: away.len(),
            answer: Some(memory)
                .filter(|memory| before.as_ref() != Some(memory))
                .map(|memory| Answer {
                    guard: past.recipient().to_owned(),
                    question,
                    body: memory.write(),
                }),
        }))
    }

    /// The small sets that were asked about before and are not told, as far as these people are of
    /// this bank.
    async fn hidden(
        &self,
        past: &Ledgered,
        list: usize,
        below: Option<u32>,
    ) -> Result<Vec<disclosure::People>, GateError> {
        let places = past.places();
        let mut hidden = BTreeSet::new();
        for body in self.hearing.store.answers(past.recipient()).await? {
            let memory = Memory::read(&body);
            let sets = memory.iter().flat_map(|memory| memory.hidden(below));
            let here = sets.map(|marks| -> Vec<usize> {
                let known = marks.iter().filter_map(|mark| places.get(mark));
                known.copied().collect()
            });
            hidden.extend(here.filter(|people| !people.is_empty()));
        }
        let set = |people| disclosure::People::of(list, people);
        Ok(hidden.into_iter().map(set).collect())
    }

    /// The table that this question got last.
    async fn remembered(
        &self,
        past: &Ledgered,
        question: &str,
    ) -> Result<Option<Memory>, GateError> {
        let store = self.hearing.store;
        let body = store.answered(past.recipient(), question).await?;
        Ok(body.as_deref().and_then(Memory::read))
    }

    /// Everybody asked about, as the recipient's guard knows them, with their labels.
    fn marked(&self, past: &Ledgered) -> Vec<(Mark, &[Label])> {
        let people = self.people.iter().zip(&self.labels);
        people
            .filter_map(|(person, labels)| Some((past.mark(past.place(*person)?), &labels[..])))
            .collect()
    }

    fn question(&self) -> String {
        let bundle = self.hearing.gate.sealed.digest.to_string();
        let profile = self.profile.map_or("", |profile| profile.name.as_str());
        let (study, cohort) = (self.study.name.as_str(), self.cohort.name.as_str());
        memory::question(&[&bundle, study, cohort, profile], self.by)
    }

    /// `small cells below N stop`: one small cell stops the table.
    fn stops(&self, cells: &Cells) -> Option<u32> {
        let release = self.profile.map(|p| &p.release)?;
        let stop = release.small_cells.filter(|cells| cells.stop)?;
        let places = cells.shape().places();
        let few = |place| (cells.people(place).count() as u64) < u64::from(stop.below);
        (cells.few() || places.iter().any(few)).then_some(stop.below)
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

    /// Who is counted, and the few new since an earlier set who wait.
    fn waiting(
        &self,
        past: &Ledgered,
        told: &[disclosure::Told],
        list: usize,
        below: Option<u32>,
    ) -> (Vec<usize>, Vec<usize>) {
        let place = |n: &usize| past.place(self.people[*n]);
        let all = 0..self.people.len();
        let Some(below) = below else {
            return (all.collect(), Vec::new());
        };
        let asked = disclosure::People::of(list, all.clone().filter_map(|n| place(&n)));
        let away = disclosure::held_back(&asked, told, list, below);
        all.partition(|n| place(n).is_some_and(|at| !away.has(at)))
    }

    fn told(&self, held: &Held) -> CountPermit {
        let hearing = self.hearing;
        let total = held.table.total();
        CountPermit {
            study: self.study.name.clone(),
            cohort: self.cohort.name.clone(),
            by: self.by.to_vec(),
            purpose: hearing.purpose(self.study).ok(),
            profile: self.profile.map(|p| p.name.clone()),
            bundle: hearing.gate.sealed.digest,
            snapshot: hearing.snapshot,
            decided_for: hearing.at,
            justification: hearing.papers.justification.clone(),
            suppressed: !matches!(total, Shown::Number(_)),
            hidden: held.table.hidden() as u64,
            held_back: held.held_back as u64,
            told: held.commits(),
            duties: self.duties.clone(),
            dry_run: Some(false),
        }
    }

    fn draft(&self, told: CountPermit) -> EntryDraft {
        let permit = Permit::Count(Box::new(told));
        EntryDraft::new(self.hearing.papers.who.to_string(), permit)
            .about(self.people.iter().map(|s| s.0).collect())
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

impl Held {
    /// The table as the store keeps it, where it is not the one it keeps.
    pub fn answered(&self) -> Option<Answered<'_>> {
        self.answer.as_ref().map(|answer| Answered {
            guard: &answer.guard,
            question: &answer.question,
            body: &answer.body,
        })
    }

    /// By guard the digests of the sets it tells, for the entry.
    pub fn commits(&self) -> BTreeMap<String, Vec<Digest>> {
        let digests = |(guard, sets): &(String, Vec<ReleasedSet>)| {
            (
                guard.clone(),
                sets.iter().map(ReleasedSet::digest).collect(),
            )
        };
        self.new.iter().map(digests).collect()
    }
}

/// How many entries it would have is not said: it follows from how many values people share.
fn too_many() -> Why {
    Why::Papers {
        says: Text::new(
            format!(
                "この表の欄は上限の {ENTRIES_MAX} を超えます。--by を減らすか、方針で値を粗くしてください"
            ),
            format!(
                "the table would have more than {ENTRIES_MAX} entries; name fewer fields with --by, or have the profile make the values coarser"
            ),
        ),
    }
}
