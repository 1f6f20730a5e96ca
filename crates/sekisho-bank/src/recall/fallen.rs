//! Signatures that fall: a birth or a death that is learnt later shows that they can't have been
//! given, or they were keyed in by mistake. What left on them is treated as after a late
//! withdrawal: an entry, a deviation for every copy, and the recall that the form promises.
//!
//! Asked again it adds nothing, so that whatever was cut off is made good by the next asking.

use std::collections::BTreeSet;

use sekisho_gate::CopyEntry;
use sekisho_model::book::{Deviation, Entry, SignatureFell};
use sekisho_model::consent::{ConsentEvent, fallen, standing};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Policy;
use sekisho_model::{Digest, Instant};
use sekisho_store::{Store, StoreError};

use super::Terms;
use super::owed::{Owed, Person, held, life_of, permit_of, promises_of_all};
use super::rests::{Moment, rested_only_on};
use crate::bank::Bank;
use crate::error::BankError;

/// What fell, and what that brings about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fallen {
    pub signatures: u64,
    pub recalls: u64,
    pub deviations: u64,
}

impl Bank {
    /// After records came in: whose signatures fall by what is known of them now.
    pub async fn signatures_fallen(&self, now: Instant) -> Result<Fallen, BankError> {
        if self.store.bundle().await?.is_none() {
            return Ok(Fallen::default());
        }
        let people = self.store.said_out_of_life().await?;
        if people.is_empty() {
            return Ok(Fallen::default());
        }
        let gate = self.gate().await?;
        settle_fallen(&self.store, &gate.bundle().policy, &people, now).await
    }
}

/// Writes what the fallen signatures of these people bring about and was not written before.
pub(crate) async fn settle_fallen(
    store: &Store,
    policy: &Policy,
    people: &[Subject],
    now: Instant,
) -> Result<Fallen, BankError> {
    let mut owed = Owed::default();
    let mut signatures = 0;
    for subject in people {
        let events = store.consent_events(Some(&[*subject])).await?;
        let events: Vec<ConsentEvent> = events.into_values().flatten().collect();
        let down = down(store, policy, *subject, &events).await?;
        if down.is_empty() {
            continue;
        }
        let entries = store.entries_about(*subject).await?;
        let life = life_of(store, *subject, &[]).await?;
        let known = noted(&entries)?;
        let mut person = Person::new(store, policy, *subject, life, &entries, &mut owed)?;
        // What was keyed in by mistake has an entry of its correction.
        let standing = standing(&events.iter().collect::<Vec<_>>());
        let standing: BTreeSet<Digest> = standing.into_iter().map(ConsentEvent::id).collect();
        let fell = down.iter().filter(|e| standing.contains(&e.id()));
        for event in fell.filter(|e| !known.contains(&e.id())) {
            signatures += 1;
            person.write(SignatureFell {
                event: event.id(),
                effective: event.effective,
                recorded: event.recorded,
                learnt: now,
            });
        }
        for copy in &held(&entries)? {
            take_back(
                store,
                policy,
                *subject,
                &down,
                copy,
                &entries,
                &mut person,
                now,
            )
            .await?;
        }
    }
    let fallen = Fallen {
        signatures,
        recalls: owed.recalls,
        deviations: owed.deviations,
    };
    if !owed.drafts.is_empty() {
        store.append_all(owed.drafts, now).await?;
    }
    Ok(fallen)
}

/// What was said to widen and has no effect: impossible, or voided.
async fn down(
    store: &Store,
    policy: &Policy,
    subject: Subject,
    events: &[ConsentEvent],
) -> Result<Vec<ConsentEvent>, BankError> {
    let all: Vec<&ConsentEvent> = events.iter().collect();
    let life = life_of(store, subject, &[]).await?;
    let impossible = fallen(&all, &policy.forms, &policy.optouts, life);
    let standing: BTreeSet<Digest> = standing(&all).into_iter().map(ConsentEvent::id).collect();
    let impossible: BTreeSet<Digest> = impossible.into_iter().map(|(e, _)| e.id()).collect();
    let is_down = |event: &&ConsentEvent| {
        let id = event.id();
        event.kind.widens() && (impossible.contains(&id) || !standing.contains(&id))
    };
    Ok(events.iter().filter(is_down).cloned().collect())
}

fn noted(entries: &[Entry]) -> Result<BTreeSet<Digest>, StoreError> {
    let mut noted = BTreeSet::new();
    for entry in entries {
        noted.extend(entry.told::<SignatureFell>()?.map(|told| told.event));
    }
    Ok(noted)
}

#[expect(
    clippy::too_many_arguments,
    reason = "one copy of one person, and what is known of both"
)]
async fn take_back(
    store: &Store,
    policy: &Policy,
    subject: Subject,
    down: &[ConsentEvent],
    copy: &CopyEntry,
    entries: &[Entry],
    person: &mut Person<'_>,
    now: Instant,
) -> Result<(), BankError> {
    let (Some(terms), Some(permit)) = (
        Terms::read(&copy.left(), policy),
        permit_of(store, copy.left().permit).await?,
    ) else {
        return Ok(());
    };
    let moment = Moment::of(&permit);
    let lost = rested_only_on(store, policy, subject, &terms, moment, down).await?;
    let Some(event) = lost.first().and_then(|rest| {
        let on = |event: &&ConsentEvent| event.kind.paper() == Some(&rest.form);
        down.iter().find(on)
    }) else {
        return Ok(());
    };
    let mut told = false;
    for entry in entries {
        let deviation = entry.told::<Deviation>()?;
        told |= deviation.is_some_and(|told| told.delivered == copy.entry.seq);
    }
    if !told {
        person.deviation(event, event.effective, copy, &terms, &permit);
    }
    let promises = promises_of_all(&lost, &terms, policy);
    person.recall(event, (now, now), copy, &terms, &lost, promises);
    Ok(())
}
