//! One asking, as every act of the gate begins and ends it: who asks is known, the time is set, and
//! the ledger knows of a refusal before the traveller does.

use std::collections::BTreeSet;

use sekisho_model::book::{self, EntryDraft, Explained, Fact};
use sekisho_model::consent::{Grant, fold, heard_at};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Study;
use sekisho_model::record::Snapshot;
use sekisho_model::{Instant, PurposeName, Text};
use sekisho_store::{Person, Store};

use crate::act::count::Held;
use crate::explain::is_steward;
use crate::judge::clock;
use crate::refusal::{Refusal, Why};
use crate::{Ask, Gate, GateError, Papers};

/// How an act ends: in what it was asked for, or in a refusal. Either stands in the ledger before
/// anybody hears of it.
pub type Ending<T> = Result<Box<T>, Box<Refusal>>;

/// One asking: the gate, the bank, the papers, and the time it is judged for.
pub(crate) struct Hearing<'a> {
    pub gate: &'a Gate,
    pub store: &'a Store,
    pub papers: &'a Papers,
    pub ask: Ask,
    /// A preview: nothing is spent by it.
    pub look: bool,
    /// The later of the asked date, now, and the bank's time.
    pub at: Instant,
    /// Where the clock is further past the bank's time than entries alone may go, and no steward
    /// has confirmed it: that time. What the days between would open stays closed.
    pub still: Option<Instant>,
    pub snapshot: Snapshot,
    /// The newest state of the data: births and deaths count from here.
    pub newest: Snapshot,
    /// A data steward asks, who hears exact numbers: they stand in the ledger that stewards read.
    pub steward: bool,
}

/// The part of a hearing that needs no bank: the gate, the papers, the time.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    pub gate: &'a Gate,
    pub papers: &'a Papers,
    pub at: Instant,
    /// As a hearing's.
    pub still: Option<Instant>,
}

impl Desk<'_> {
    /// The purpose of the papers, or the study's where it has exactly one.
    pub fn purpose(&self, study: &Study) -> Result<PurposeName, Why> {
        match (&self.papers.purpose, study.purposes.as_slice()) {
            (Some(stated), _) => Ok(stated.clone()),
            (None, [only]) => Ok(only.clone()),
            (None, many) => {
                let list = many.iter().map(PurposeName::as_str).collect::<Vec<_>>();
                Err(Why::Papers {
                    says: Text::new(
                        format!(
                            "研究 {} には目的が {} つあります。--purpose で一つを示してください: {}",
                            study.name,
                            many.len(),
                            list.join("、")
                        ),
                        format!(
                            "Study {} has {} purposes; name one with --purpose: {}",
                            study.name,
                            many.len(),
                            list.join(", ")
                        ),
                    ),
                })
            }
        }
    }
}

impl<'a> Hearing<'a> {
    pub async fn open(
        gate: &'a Gate,
        store: &'a Store,
        papers: &'a Papers,
        ask: Ask,
    ) -> Result<Self, GateError> {
        let time = store.bank_time().await?;
        let at = [papers.at, Some(papers.now), time.at()]
            .into_iter()
            .flatten()
            .max()
            .unwrap_or(papers.now);
        let newest = store.snapshot().await?;
        let snapshot = match papers.at {
            Some(asked) => store.snapshot_at(asked).await?,
            None => newest,
        };
        let still = time.at().filter(|_| time.is_far(at));
        Ok(Self {
            gate,
            store,
            papers,
            ask,
            look: false,
            at,
            still,
            snapshot,
            newest,
            steward: false,
        })
    }

    /// The hearing of somebody whom the bank knows. Whoever it does not know is refused before
    /// anything is looked at, so that nothing can be told from how.
    pub async fn of_person(
        gate: &'a Gate,
        store: &'a Store,
        papers: &'a Papers,
        ask: Ask,
    ) -> Result<Result<(Self, Person), Box<Refusal>>, GateError> {
        Self::open(gate, store, papers, ask).await?.known().await
    }

    /// The same, to look and spend nothing.
    pub async fn of_look(
        gate: &'a Gate,
        store: &'a Store,
        papers: &'a Papers,
        ask: Ask,
    ) -> Result<Result<(Self, Person), Box<Refusal>>, GateError> {
        let opened = Self::open(gate, store, papers, ask).await?;
        let look = Self {
            look: true,
            ..opened
        };
        look.known().await
    }

    async fn known(mut self) -> Result<Result<(Self, Person), Box<Refusal>>, GateError> {
        let Some(person) = self.store.person(self.papers.who.as_str()).await? else {
            return self.refuse(Why::Stranger).await.map(Err);
        };
        self.steward = is_steward(&person, None);
        match self.wrong_date() {
            Some(says) => self.refuse(Why::Papers { says }).await.map(Err),
            None => Ok(Ok((self, person))),
        }
    }

    /// An earlier date is only for looking; a later one only where the bank's clock is a test's.
    fn wrong_date(&self) -> Option<Text> {
        let asked = self.papers.at?;
        if self.look || asked == self.papers.now {
            return None;
        }
        if asked < self.papers.now {
            return Some(Text::new(
                "過去の日付は --dry-run と explain でだけ使えます。取り消された同意は過去に遡っても戻りません",
                "An earlier date works only with --dry-run and explain; what was withdrawn since is never revived",
            ));
        }
        (!self.store.settings().test_clock).then(|| {
            Text::new(
                "先の日付は --dry-run でだけ使えます",
                "A later date works only with --dry-run",
            )
        })
    }

    pub fn desk(&self) -> Desk<'a> {
        Desk {
            gate: self.gate,
            papers: self.papers,
            at: self.at,
            still: self.still,
        }
    }

    pub fn purpose(&self, study: &Study) -> Result<PurposeName, Why> {
        self.desk().purpose(study)
    }

    /// Everything each person has granted, in the subjects' order.
    pub async fn grants(&self, subjects: &[Subject]) -> Result<Vec<Vec<Grant>>, GateError> {
        let mut events = self.store.consent_events(Some(subjects)).await?;
        let facts = self.store.facts_of(subjects, self.newest).await?;
        let policy = &self.gate.bundle().policy;
        let (home, zone) = (self.gate.home_country.as_str(), self.gate.zone);
        let mut grants = Vec::with_capacity(subjects.len());
        for subject in subjects {
            let events = heard_at(events.remove(subject).unwrap_or_default(), self.at);
            let facts = facts.get(subject).cloned().unwrap_or_default();
            let folded = fold(
                *subject,
                &events,
                &facts,
                &policy.forms,
                &policy.optouts,
                home,
                zone,
            );
            grants.push(match self.still {
                Some(still) => clock::without_opened(folded, &policy.optouts, still, self.at),
                None => folded,
            });
        }
        Ok(grants)
    }

    /// Writes an entry and gives its number.
    pub async fn note(
        &self,
        fact: impl Into<Fact>,
        subjects: BTreeSet<Subject>,
    ) -> Result<i64, GateError> {
        let subjects = subjects.into_iter().map(|s| s.0).collect();
        let draft = EntryDraft::new(self.papers.who.to_string(), fact).about(subjects);
        Ok(self.store.append(draft, self.noted_at()).await?.seq)
    }

    /// Only a test's clock may be moved by the date that somebody asks for.
    fn noted_at(&self) -> Instant {
        let moved = self.store.settings().test_clock && !self.look;
        if moved { self.at } else { self.papers.now }
    }

    /// Writes an entry with the sets it tells, and gives its number; `None` if something was told
    /// since they were judged.
    pub async fn tell(&self, draft: EntryDraft, held: &Held) -> Result<Option<i64>, GateError> {
        let now = self.noted_at();
        let (store, answered) = (self.store, held.answered());
        let entry = store
            .append_answered(draft, now, &held.new, &held.seen, answered.as_ref())
            .await?;
        Ok(entry.map(|entry| entry.seq))
    }

    pub async fn refuse(&self, why: Why) -> Result<Box<Refusal>, GateError> {
        self.refuse_as(why, None).await
    }

    /// `heard`: what is said of it to whoever is no steward.
    pub async fn refuse_as(&self, why: Why, heard: Option<Why>) -> Result<Box<Refusal>, GateError> {
        let asked = self.ask.text();
        let told = book::Refusal {
            cause: why.cause(true),
            act: self.ask.act(),
            asked: asked.en.clone(),
            bundle: self.gate.sealed.digest,
            dry_run: self.look,
        };
        let fact: Fact = match self.look {
            true => Explained::Refused(Box::new(told)).into(),
            false => told.into(),
        };
        let seq = self.note(fact, BTreeSet::new()).await?;
        Ok(Box::new(Refusal {
            seq,
            who: self.papers.who.clone(),
            asked,
            why,
            heard: heard.map(Box::new),
            steward: self.steward,
        }))
    }
}

/// The papers name something this bank does not have.
pub(crate) fn unknown(ja: &str, en: &str, name: &str) -> Why {
    Why::Papers {
        says: Text::new(
            format!("{ja}「{name}」はこのバンドルにありません"),
            format!("The bundle has no {en} '{name}'"),
        ),
    }
}
