//! What a person's no brings about for the copies that left before it: the entries to write.
//!
//! A no reaches a delivery that holds the person where what left rested on the item it names, on
//! one that needs that item, or on any other paper for the same purpose and kind of data (what
//! narrows wins over what widens, whatever the basis). What is promised stands in the form that the
//! copy rested on; of several promises the strictest is kept. A copy whose items can't be told any
//! more counts as resting on what was taken back.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::once;

use sekisho_gate::{CopyEntry, CopyKind, copies};
use sekisho_model::book::{Deviation, Entry, EntryDraft, Fact, RecallOpened};
use sekisho_model::consent::{
    ConsentEvent, Delivered, Duration, Form, Life, Narrowing, Optout, Withdrawal, WithdrawalScope,
    narrowing, standing,
};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Policy;
use sekisho_model::{DataClass, Instant};
use sekisho_store::Store;

use super::Terms;
use super::duty::{self, Kind, relied};
use super::rests::{Moment, PermitEntry, Rest, rests};
use crate::bank::Bank;
use crate::error::BankError;

/// Entries to write with the events that cause them.
#[derive(Default)]
pub(crate) struct Owed {
    pub drafts: Vec<EntryDraft>,
    pub recalls: u64,
    pub deviations: u64,
}

/// For events the bank is about to take in.
pub(crate) async fn owed(
    store: &Store,
    policy: &Policy,
    events: &[ConsentEvent],
) -> Result<Owed, BankError> {
    let mut owed = Owed::default();
    let mut by_person: BTreeMap<Subject, Vec<ConsentEvent>> = BTreeMap::new();
    for event in events {
        by_person
            .entry(event.subject)
            .or_default()
            .push(event.clone());
    }
    for (subject, new) in by_person {
        let life = life_of(store, subject, &new).await?;
        if new.iter().all(|e| taking(e, policy, life).is_none()) {
            continue;
        }
        let entries = store.entries_about(subject).await?;
        let mut person = Person::new(store, policy, subject, life, &entries, &mut owed)?;
        for event in standing(&new.iter().collect::<Vec<_>>()) {
            for copy in &held(&entries)? {
                person.settle(event, copy, &new).await?;
            }
        }
    }
    Ok(owed)
}

/// Copies that are or may be in somebody's hands. One on its way is asked when its end is known.
pub(super) fn held(entries: &[Entry]) -> Result<Vec<CopyEntry>, BankError> {
    let mut copies = copies(entries)?;
    copies.retain(|copy| copy.kind != CopyKind::OnItsWay);
    Ok(copies)
}

/// What the bank learned of these people after this permit was decided and that takes something
/// back, by person. The order of the ledger decides, and for what it does not hold the clock.
async fn late(
    store: &Store,
    policy: &Policy,
    permit: &PermitEntry,
    people: &[Subject],
) -> Result<BTreeMap<Subject, Vec<ConsentEvent>>, BankError> {
    let after = store.consents_after(permit.entry.seq).await?;
    let mut late = BTreeMap::new();
    for (subject, events) in store.consent_events(Some(people)).await? {
        let life = life_of(store, subject, &[]).await?;
        let found: Vec<ConsentEvent> = standing(&events.iter().collect::<Vec<_>>())
            .into_iter()
            .filter(|e| e.recorded > permit.entry.at || after.contains(e))
            .filter(|e| taking(e, policy, life).is_some())
            .cloned()
            .collect();
        if !found.is_empty() {
            late.insert(subject, found);
        }
    }
    Ok(late)
}

/// For a delivery that was under way while a no was recorded: it was decided without it.
async fn overtaken(
    store: &Store,
    policy: &Policy,
    copy: &CopyEntry,
    people: &[Subject],
) -> Result<Owed, BankError> {
    let mut owed = Owed::default();
    let Some(permit) = permit_of(store, copy.left().permit).await? else {
        return Ok(owed);
    };
    for (subject, late) in late(store, policy, &permit, people).await? {
        let life = life_of(store, subject, &[]).await?;
        let entries = store.entries_about(subject).await?;
        let mut person = Person::new(store, policy, subject, life, &entries, &mut owed)?;
        for event in &late {
            person.settle(event, copy, &late).await?;
        }
    }
    Ok(owed)
}

impl Bank {
    /// Whether somebody took back, since the permit was decided, what this delivery rests on.
    pub(crate) async fn taken_back_since(
        &self,
        policy: &Policy,
        permit: i64,
        terms: &Terms,
        people: &[Subject],
    ) -> Result<bool, BankError> {
        let Some(permit) = permit_of(&self.store, permit).await? else {
            return Ok(true);
        };
        let moment = Moment::of(&permit);
        for (subject, late) in late(&self.store, policy, &permit, people).await? {
            let rested = rests(&self.store, policy, subject, terms, moment, &late).await?;
            let life = life_of(&self.store, subject, &[]).await?;
            for event in &late {
                let no = taking(event, policy, life);
                if no.is_some_and(|no| !lost(&no, &rested, terms, policy).is_empty()) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Recalls for people who took consent back while a copy was being made. Each copy is asked once.
    pub(crate) async fn settle_recalls(&self, now: Instant) -> Result<(), BankError> {
        for seq in self.store.unsettled().await? {
            let Some(entry) = self.store.entry(seq).await? else {
                continue;
            };
            let Some(copy) = CopyEntry::of(&entry)? else {
                continue;
            };
            let people = self.store.subjects_of_entry(seq).await?;
            let people: Vec<Subject> = people.into_iter().map(Subject).collect();
            self.store.settle_owed().await?;
            let gate = self.gate().await?;
            let owed = overtaken(&self.store, &gate.bundle().policy, &copy, &people).await?;
            self.store.append_settling(seq, owed.drafts, now).await?;
        }
        Ok(())
    }
}

fn taking<'a>(event: &'a ConsentEvent, policy: &'a Policy, life: Life) -> Option<Narrowing<'a>> {
    narrowing(event, &policy.forms, &policy.optouts, life)
}

/// What is certain of a person's life, with events that are about to be taken in.
pub(crate) async fn life_of(
    store: &Store,
    subject: Subject,
    new: &[ConsentEvent],
) -> Result<Life, BankError> {
    let facts = store.facts_of(&[subject], store.snapshot().await?).await?;
    let facts = facts.get(&subject).cloned().unwrap_or_default();
    let known = store.consent_events(Some(&[subject])).await?;
    let events: Vec<&ConsentEvent> = known.values().flatten().chain(new).collect();
    Ok(Life::of(&facts, &events, store.settings().zone))
}

/// The permit that stands in this entry; `None`: there is none.
pub(crate) async fn permit_of(store: &Store, seq: i64) -> Result<Option<PermitEntry>, BankError> {
    match store.entry(seq).await? {
        Some(entry) => Ok(PermitEntry::of(entry)?),
        None => Ok(None),
    }
}

/// One person's copies and what is owed for them so far.
pub(super) struct Person<'a> {
    store: &'a Store,
    policy: &'a Policy,
    subject: Subject,
    life: Life,
    /// The kinds of data already being taken back, by `delivered` entry.
    asked: BTreeMap<i64, BTreeSet<DataClass>>,
    /// The deviations that the ledger holds already, by name.
    noted: BTreeSet<String>,
    owed: &'a mut Owed,
}

impl<'a> Person<'a> {
    pub(super) fn new(
        store: &'a Store,
        policy: &'a Policy,
        subject: Subject,
        life: Life,
        entries: &[Entry],
        owed: &'a mut Owed,
    ) -> Result<Self, BankError> {
        let mut asked: BTreeMap<i64, BTreeSet<DataClass>> = BTreeMap::new();
        let mut noted = BTreeSet::new();
        for entry in entries {
            let opened = entry.told::<RecallOpened>()?;
            if let Some(told) = opened.filter(|told| told.removal.is_none()) {
                asked
                    .entry(told.delivered)
                    .or_default()
                    .extend(told.classes);
            }
            let deviation = entry.told::<Deviation>()?;
            noted.extend(deviation.map(|told| told.id));
        }
        Ok(Self {
            store,
            policy,
            subject,
            life,
            asked,
            noted,
            owed,
        })
    }

    async fn settle(
        &mut self,
        event: &ConsentEvent,
        copy: &CopyEntry,
        new: &[ConsentEvent],
    ) -> Result<(), BankError> {
        let (policy, subject) = (self.policy, self.subject);
        let Some(no) = taking(event, policy, self.life) else {
            return Ok(());
        };
        let (Some(terms), Some(permit)) = (
            Terms::read(&copy.left(), policy),
            permit_of(self.store, copy.left().permit).await?,
        ) else {
            return Ok(());
        };
        let moment = Moment::of(&permit);
        let rested = rests(self.store, policy, subject, &terms, moment, new).await?;
        let lost = lost(&no, &rested, &terms, policy);
        if lost.is_empty() {
            return Ok(());
        }
        let counts = no.counts_from();
        if counts < moment.decided_for {
            self.deviation(event, counts, copy, &terms, &permit);
        }
        let promises = promises(&no, &lost, &terms, policy);
        self.recall(
            event,
            (counts, event.recorded),
            copy,
            &terms,
            &lost,
            promises,
        );
        Ok(())
    }

    /// `told`: when the no took effect, and when the bank learned of it.
    pub(super) fn recall(
        &mut self,
        event: &ConsentEvent,
        told: (Instant, Instant),
        copy: &CopyEntry,
        terms: &Terms,
        lost: &[Rest],
        promises: Vec<Promise>,
    ) {
        let zone = self.store.settings().zone;
        let strictest = promises
            .into_iter()
            .map(|p| (p.kind, p.within.after(told.0, zone), p))
            .min_by_key(|(kind, due, _)| (*kind != Kind::Recall, *due));
        let Some((kind, due, promise)) = strictest else {
            return;
        };
        let classes: BTreeSet<DataClass> =
            lost.iter().flat_map(|rest| rest.classes.clone()).collect();
        let asked = self.asked.entry(copy.entry.seq).or_default();
        if classes.is_subset(asked) {
            return;
        }
        asked.extend(classes.iter().cloned());
        let opened = RecallOpened {
            id: duty::id(copy.entry.seq, event),
            kind,
            delivered: copy.entry.seq,
            terms: terms.clone(),
            items: lost.iter().map(relied).collect(),
            classes,
            effective: told.0,
            recorded: told.1,
            due,
            within: promise.within.to_string(),
            place: promise.place,
            removal: None,
        };
        self.owed.recalls += 1;
        self.write(opened);
    }

    /// One a delivery, however many papers say so.
    pub(super) fn deviation(
        &mut self,
        event: &ConsentEvent,
        counts: Instant,
        copy: &CopyEntry,
        terms: &Terms,
        permit: &PermitEntry,
    ) {
        let copy = copy.entry.seq;
        let deviation = Deviation {
            id: duty::id(copy, event),
            delivered: copy,
            permit: permit.entry.seq,
            delivery: terms.delivery.clone(),
            study: terms.study.clone(),
            recipient: terms.recipient.org.clone(),
            effective: counts,
            recorded: event.recorded,
            decided: permit.entry.at,
        };
        let same = |draft: &EntryDraft| {
            let of_copy = matches!(&draft.fact, Fact::Deviation(told) if told.delivered == copy);
            of_copy && draft.subjects == [self.subject.0]
        };
        if self.noted.contains(&deviation.id) || self.owed.drafts.iter().any(same) {
            return;
        }
        self.owed.deviations += 1;
        self.write(deviation);
    }

    pub(super) fn write(&mut self, fact: impl Into<Fact>) {
        let draft = EntryDraft::new("", fact).about(vec![self.subject.0]);
        self.owed.drafts.push(draft);
    }
}

/// Of what the copy rested on: what this no takes away.
fn lost(no: &Narrowing<'_>, rested: &[Rest], terms: &Terms, policy: &Policy) -> Vec<Rest> {
    let hit = |classes: &mut dyn Iterator<Item = &DataClass>| -> BTreeSet<DataClass> {
        classes
            .filter(|class| no.hits(&terms.purpose, class))
            .cloned()
            .collect()
    };
    if rested.is_empty() {
        // It can't be told any more on what it rested.
        let classes = hit(&mut terms.classes.iter());
        let unknown = Rest {
            form: sekisho_model::FormName::new(""),
            item: None,
            classes,
        };
        return Some(unknown)
            .filter(|rest| !rest.classes.is_empty())
            .into_iter()
            .collect();
    }
    let mut lost = Vec::new();
    for rest in rested {
        let form = policy.forms.iter().find(|form| form.name == rest.form);
        if form.is_some_and(|form| !no.reaches(form)) {
            continue;
        }
        let item = form.zip(rest.item.as_ref()).and_then(|(form, name)| {
            let item = form.items.iter().find(|item| item.name == *name)?;
            Some((form, item))
        });
        let notice = policy.optouts.iter().find(|o| o.name == rest.form);
        if notice.is_some_and(|notice| spared(no, notice, terms)) {
            continue;
        }
        let ended = item.is_some_and(|(form, item)| no.ends(form, item));
        let classes = if ended {
            rest.classes.clone()
        } else {
            hit(&mut rest.classes.iter())
        };
        if !classes.is_empty() {
            lost.push(Rest {
                classes,
                ..rest.clone()
            });
        }
    }
    lost
}

/// The notice lets an objection stop nothing that leaves on a permit issued before it.
fn spared(no: &Narrowing<'_>, notice: &Optout, terms: &Terms) -> bool {
    let before = |issued| issued <= no.permits_before();
    no.spares(notice) && terms.permit_issued.is_some_and(before)
}

pub(super) struct Promise {
    kind: Kind,
    within: Duration,
    place: String,
}

/// What the forms promise of a delivered copy. A notice promises nothing.
fn promises(no: &Narrowing<'_>, lost: &[Rest], terms: &Terms, policy: &Policy) -> Vec<Promise> {
    let mut promises = Vec::new();
    for rest in lost {
        let unknown = rest.form.as_str().is_empty();
        let forms = policy.forms.iter().filter(|f| {
            if unknown {
                f.items.iter().any(|i| no.names(f, i))
            } else {
                f.name == rest.form
            }
        });
        for text in forms.flat_map(texts) {
            promises.extend(clause(no, text, rest).and_then(|said| promise(said, terms)));
        }
    }
    promises
}

/// What the form says and what it said before: a later bundle takes no promise back.
fn texts(form: &Form) -> impl Iterator<Item = &Form> {
    once(form).chain(form.earlier.iter().map(|earlier| &earlier.text))
}

/// What the forms promise where a signature falls: as if all of it were withdrawn.
pub(super) fn promises_of_all(lost: &[Rest], terms: &Terms, policy: &Policy) -> Vec<Promise> {
    let mut promises = Vec::new();
    for rest in lost {
        let forms = policy.forms.iter().filter(|form| form.name == rest.form);
        for text in forms.flat_map(texts) {
            let of = |scope: &WithdrawalScope| text.withdrawals.iter().find(|w| w.scope == *scope);
            let item = || of(&WithdrawalScope::Item(rest.item.clone()?));
            let said = of(&WithdrawalScope::All)
                .or_else(|| of(&WithdrawalScope::AnyItem))
                .or_else(item);
            promises.extend(said.and_then(|said| promise(said, terms)));
        }
    }
    promises
}

/// `withdraw all` where everything is taken back, else the item's own block, else `any item`.
fn clause<'a>(no: &Narrowing<'_>, form: &'a Form, rest: &Rest) -> Option<&'a Withdrawal> {
    let of = |scope: &WithdrawalScope| form.withdrawals.iter().find(|w| w.scope == *scope);
    let all = || of(&WithdrawalScope::All);
    let item = || of(&WithdrawalScope::Item(rest.item.clone()?));
    let any = || of(&WithdrawalScope::AnyItem);
    if no.takes_all_of(form) {
        all().or_else(any).or_else(item)
    } else {
        item().or_else(any)
    }
}

fn promise(said: &Withdrawal, terms: &Terms) -> Option<Promise> {
    let (kind, within, unless_anonymized) = match said.delivered? {
        Delivered::Keep => return None,
        Delivered::Recall {
            within,
            unless_anonymized,
        } => (Kind::Recall, within, unless_anonymized),
        Delivered::Notify {
            within,
            unless_anonymized,
        } => (Kind::Notify, within, unless_anonymized),
    };
    let exempt = unless_anonymized && terms.anonymized();
    (!exempt).then(|| Promise {
        kind,
        within,
        place: said.origin.to_string(),
    })
}
