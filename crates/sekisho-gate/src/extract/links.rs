//! Where references of delivered records may lead.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::identity::Subject;
use sekisho_model::record::{Record, RecordHead};
use sekisho_model::source::Source;
use sekisho_model::transform::{Held, Links, RecordTransform, Target};
use sekisho_store::{Called, Store};

use crate::{GateError, Permit};

/// How many records about nobody are looked at in one go.
const LOOK: usize = 2000;

/// The records about nobody that may leave: those that were judged, that this profile lists and that
/// its transform lets out; and those that a delivered record pointed to.
pub(crate) struct Stubs {
    known: BTreeSet<String>,
    /// Permitted and listed, and yet not fit to leave.
    unfit: BTreeMap<String, (String, Held)>,
    called: Called,
    /// What a delivered record pointed to.
    pub needed: RefCell<BTreeSet<String>>,
    /// The same of what is not fit to leave.
    missed: RefCell<BTreeSet<String>>,
}

impl Stubs {
    pub async fn of(
        store: &Store,
        permit: &Permit,
        records: &mut dyn RecordTransform,
    ) -> Result<Self, GateError> {
        let mut stubs = Self::known(store, BTreeSet::new()).await?;
        let heads = store.heads_about_nobody(permit.snapshot()).await?;
        let listed = heads
            .iter()
            .filter(|head| records.lists_stub(&head.kind) && permit.allows(head));
        let mut rows: Vec<i64> = listed.map(|head| head.row).collect();
        // In the order they came, which is the order they lie in.
        rows.sort_unstable();
        for rows in rows.chunks(LOOK) {
            for mut record in store.records_at(rows, permit.snapshot()).await? {
                stubs.look(permit, &mut record, records);
            }
        }
        Ok(stubs)
    }

    /// As they were known to a delivery.
    pub async fn known(store: &Store, known: BTreeSet<String>) -> Result<Self, GateError> {
        Ok(Self {
            known,
            unfit: BTreeMap::new(),
            called: store.called(None).await?,
            needed: RefCell::default(),
            missed: RefCell::default(),
        })
    }

    /// Whether a record leaves does not depend on where its references lead.
    fn look(&mut self, permit: &Permit, record: &mut Record, records: &mut dyn RecordTransform) {
        let whole = permit.narrow(&mut record.head);
        let fit = whole.and_then(|()| records.push(record, &Nowhere));
        records.truncate(0);
        let key = key_of(&record.head);
        match fit {
            Ok(()) => _ = self.known.insert(key),
            Err(held) => _ = self.unfit.insert(key, (record.head.kind.clone(), held)),
        }
    }

    /// What a delivered record pointed to and is not fit to leave, by type and reason.
    pub fn missed(&self) -> Vec<(String, Held)> {
        let missed = self.missed.borrow();
        let why = |key: &String| self.unfit.get(key).cloned();
        missed.iter().filter_map(why).collect()
    }

    fn resolve_key(&self, key: &str) -> Target {
        if !self.known.contains(key) {
            if self.unfit.contains_key(key) {
                self.missed.borrow_mut().insert(key.to_owned());
            }
            return Target::Absent;
        }
        self.needed.borrow_mut().insert(key.to_owned());
        record_target(key)
    }
}

/// Leads nowhere.
pub(super) struct Nowhere;

impl Links for Nowhere {
    fn resolve(&self, _: &Source, _: &str) -> Target {
        Target::Absent
    }
}

impl Links for Stubs {
    fn resolve(&self, source: &Source, reference: &str) -> Target {
        let key = self.called.key(source, reference);
        key.map_or(Target::Absent, |key| self.resolve_key(&key))
    }
}

/// The records of one person that leave, and the names that they call each other by.
pub(crate) struct Own {
    patient_ids: Vec<String>,
    called: Called,
    delivered: BTreeSet<String>,
}

impl Own {
    /// `delivered`: what of this person leaves, as far as is known before the transform.
    pub async fn of(
        store: &Store,
        subject: Subject,
        delivered: impl Iterator<Item = &RecordHead>,
    ) -> Result<Self, GateError> {
        Ok(Self {
            patient_ids: store.patient_ids_of(subject).await?,
            called: store.called(Some(subject)).await?,
            delivered: delivered.map(key_of).collect(),
        })
    }

    /// The person, or the record of theirs that leaves, to which a reference of their records leads.
    /// A row says of no other that it is there.
    pub fn leads(&self, source: &Source, reference: &str) -> Option<String> {
        let key = self.called.key(source, reference);
        key.filter(|key| match key.strip_prefix("Patient/") {
            Some(id) => self.is_patient(id),
            None => self.delivered.contains(key),
        })
    }

    fn is_patient(&self, id: &str) -> bool {
        self.patient_ids.iter().any(|known| known == id)
    }
}

/// References as one person's records may make them: to the person, to their other delivered
/// records, to listed records about nobody. Another person's records are never pointed to.
pub(crate) struct PersonLinks<'a> {
    own: Own,
    stubs: &'a Stubs,
}

impl<'a> PersonLinks<'a> {
    pub fn of(own: Own, stubs: &'a Stubs) -> Self {
        Self { own, stubs }
    }

    /// `delivered` as it turned out to be.
    pub async fn among(
        store: &Store,
        subject: Subject,
        delivered: BTreeSet<String>,
        stubs: &'a Stubs,
    ) -> Result<Self, GateError> {
        let mut own = Own::of(store, subject, std::iter::empty()).await?;
        own.delivered = delivered;
        Ok(Self { own, stubs })
    }

    /// A record that stays out after all.
    pub fn gone(&mut self, head: &RecordHead) {
        self.own.delivered.remove(&key_of(head));
    }
}

impl Links for PersonLinks<'_> {
    fn resolve(&self, source: &Source, reference: &str) -> Target {
        let key = self.own.called.key(source, reference);
        let Some(key) = key.or_else(|| self.stubs.called.key(source, reference)) else {
            return Target::Absent;
        };
        match key.strip_prefix("Patient/") {
            Some(id) if self.own.is_patient(id) => Target::Subject,
            Some(_) => Target::Absent,
            None if self.own.delivered.contains(&key) => record_target(&key),
            None => self.stubs.resolve_key(&key),
        }
    }
}

fn record_target(key: &str) -> Target {
    let (kind, id) = key.split_once('/').unwrap_or((key, ""));
    Target::Record {
        kind: kind.to_owned(),
        id: id.to_owned(),
    }
}

pub(super) fn key_of(head: &RecordHead) -> String {
    format!("{}/{}", head.kind, head.source_id)
}
