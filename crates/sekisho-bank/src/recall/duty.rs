//! One duty: a copy of one person's data at one recipient, and how far its recall has come.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::book::{Entry, EntryKind, Fact, RecallOpened, Relied};
use sekisho_model::consent::{ConsentEvent, standing};
use sekisho_model::identity::Subject;
use sekisho_model::{DataClass, Digest, Instant};
use serde::Serialize;

use super::{Rest, Terms};
use crate::bank::Bank;
use crate::error::BankError;

pub use sekisho_model::book::RecallKind as Kind;

/// The paper and item that a copy rested on.
pub(super) fn relied(rest: &Rest) -> Relied {
    Relied {
        form: rest.form.clone(),
        item: rest.item.clone(),
    }
}

/// `R12-5f3a90c1`: the copy's entry, and the event. The same no for the same copy has one name.
pub(super) fn id(delivered: i64, event: &ConsentEvent) -> String {
    let digest = Digest::of_parts([&event.id().0[..], &delivered.to_be_bytes()]);
    format!("R{delivered}-{}", &digest.hex()[..8])
}

/// How far a duty has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    Open,
    Acknowledged {
        by: String,
        at: Instant,
    },
    Certified {
        by: String,
        at: Instant,
        sha256: String,
    },
    /// The event was keyed in by mistake and has been corrected, or the copy never left.
    Void,
}

/// A duty as it stands.
#[derive(Clone, Debug, Serialize)]
pub struct Duty {
    pub id: String,
    pub kind: Kind,
    /// Numbers of the ledger's entries: the recall's own, the copy's.
    pub opened: i64,
    pub delivered: i64,
    pub opened_at: Instant,
    pub terms: Terms,
    pub items: Vec<Relied>,
    pub classes: BTreeSet<DataClass>,
    pub effective: Instant,
    pub recorded: Instant,
    pub due: Instant,
    pub within: String,
    pub place: String,
    /// The source took records of the copy back, or they are not this person's: this removal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removal: Option<i64>,
    #[serde(flatten)]
    pub state: State,
    #[serde(skip)]
    pub subject: Subject,
}

/// What opens a duty, and what becomes of it.
const KINDS: [EntryKind; 4] = [
    EntryKind::RecallOpened,
    EntryKind::RecallAcknowledged,
    EntryKind::RecallCertified,
    EntryKind::NothingLeft,
];

impl Duty {
    /// Somebody still has to act: nobody has confirmed, or a certificate is owed.
    pub fn is_open(&self) -> bool {
        match self.state {
            State::Open => true,
            State::Acknowledged { .. } => self.kind == Kind::Recall,
            State::Certified { .. } | State::Void => false,
        }
    }

    pub fn is_overdue(&self, now: Instant) -> bool {
        self.is_open() && self.due < now
    }
}

impl Bank {
    /// Every recall ever opened, oldest first.
    pub async fn recalls(&self) -> Result<Vec<Duty>, BankError> {
        self.duties_of(&self.store.of_kinds(&KINDS).await?).await
    }

    /// The recalls that one person's no opened.
    pub async fn recalls_of(&self, subject: Subject) -> Result<Vec<Duty>, BankError> {
        self.duties_of(&self.store.entries_about(subject).await?)
            .await
    }

    /// The recall with this name.
    pub async fn recall(&self, id: &str) -> Result<Duty, BankError> {
        let mut entries = self.store.of_recall(id).await?;
        let cleared = self.store.of_kinds(&[EntryKind::NothingLeft]).await?;
        entries.extend(cleared);
        entries.sort_by_key(|entry| entry.seq);
        let found = self.duties_of(&entries).await?;
        let found = found.into_iter().find(|duty| duty.id == id);
        found.ok_or_else(|| unknown(id))
    }

    async fn duties_of(&self, entries: &[Entry]) -> Result<Vec<Duty>, BankError> {
        let mut duties: BTreeMap<String, Duty> = BTreeMap::new();
        let mut order = Vec::new();
        for entry in entries {
            let (by, at) = (entry.who.clone(), entry.at);
            match entry.fact()? {
                Some(Fact::RecallOpened(told)) => {
                    if let Some(duty) = self.opened(entry, *told).await? {
                        order.push(duty.id.clone());
                        duties.insert(duty.id.clone(), duty);
                    }
                }
                Some(Fact::RecallAcknowledged(told)) => {
                    let state = State::Acknowledged { by, at };
                    answered(&mut duties, &told.id, state);
                }
                Some(Fact::RecallCertified(told)) => {
                    let sha256 = told.sha256.to_string();
                    let state = State::Certified { by, at, sha256 };
                    answered(&mut duties, &told.id, state);
                }
                Some(Fact::NothingLeft(told)) => {
                    for duty in duties.values_mut() {
                        if duty.delivered == told.entry {
                            duty.state = State::Void;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(order
            .into_iter()
            .filter_map(|id| duties.remove(&id))
            .collect())
    }

    async fn opened(&self, entry: &Entry, facts: RecallOpened) -> Result<Option<Duty>, BankError> {
        let [subject] = self.store.subjects_of_entry(entry.seq).await?[..] else {
            return Ok(None);
        };
        let subject = Subject(subject);
        let stands = self.stands(subject, &facts).await?;
        Ok(Some(Duty {
            id: facts.id,
            kind: facts.kind,
            opened: entry.seq,
            delivered: facts.delivered,
            opened_at: entry.at,
            terms: facts.terms,
            items: facts.items,
            classes: facts.classes,
            effective: facts.effective,
            recorded: facts.recorded,
            due: facts.due,
            within: facts.within,
            place: facts.place,
            removal: facts.removal,
            state: if stands { State::Open } else { State::Void },
            subject,
        }))
    }

    /// Whether the event that opened it still stands. One that can't be found (a command that was
    /// cut off between the book and the event) stands too.
    async fn stands(&self, subject: Subject, facts: &RecallOpened) -> Result<bool, BankError> {
        if let Some(removal) = facts.removal {
            let out = self.store.removed(removal).await?;
            return Ok(out.iter().any(|record| record.subject == Some(subject)));
        }
        let events = self.store.consent_events(Some(&[subject])).await?;
        let events: Vec<&ConsentEvent> = events.values().flatten().collect();
        let its = |e: &&&ConsentEvent| id(facts.delivered, e) == facts.id;
        let Some(event) = events.iter().find(its) else {
            return Ok(true);
        };
        let in_force = standing(&events).iter().any(|e| its(&e));
        if !event.kind.widens() {
            return Ok(in_force);
        }
        // Opened because a signature fell: it is owed while that signature is down.
        let life = super::owed::life_of(&self.store, subject, &[]).await?;
        Ok(!in_force || life.impossible(event, &[], &[]).is_some())
    }
}

/// A duty that is void is answered by nobody.
fn answered(duties: &mut BTreeMap<String, Duty>, id: &str, state: State) {
    if let Some(duty) = duties.get_mut(id).filter(|d| d.state != State::Void) {
        duty.state = state;
    }
}

/// No recall has this name, or none that the one who asks may answer.
pub(super) fn unknown(id: &str) -> BankError {
    BankError::usage(
        format!("{id} という回収はありません。`sekisho recall BANK list` で番号を見られます"),
        format!("there is no recall {id}; `sekisho recall BANK list` shows their names"),
    )
}
