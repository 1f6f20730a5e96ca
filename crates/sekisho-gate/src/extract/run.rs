//! One pass over the people of a permit: each person's records to FHIR and to tables, in batches.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::record::{Record, RecordHead};
use sekisho_model::transform::{Held, Links, TableRow, TransformError};
use sekisho_store::Store;

use super::govern::Governed;
use super::links::{Own, PersonLinks, Stubs};
use super::order::{Place, place_of};
use super::{Extracted, Machinery, Sink};
use crate::{GateError, Permit};

/// Bytes of source records after which a batch is transformed.
pub(super) const BATCH_BYTES: usize = 1 << 20;

pub(super) struct Run<'a> {
    pub machinery: Machinery<'a>,
    pub sink: &'a mut dyn Sink,
    /// The heads of what was pushed to either engine since the last flush.
    batch: Vec<RecordHead>,
    tabled: Vec<RecordHead>,
    bytes: usize,
    /// What the controls decided, where the profile has any.
    pub governed: Option<Governed>,
    pub done: Extracted,
}

impl<'a> Run<'a> {
    pub fn new(machinery: Machinery<'a>, sink: &'a mut dyn Sink) -> Self {
        Self {
            machinery,
            sink,
            batch: Vec::new(),
            tabled: Vec::new(),
            bytes: 0,
            governed: None,
            done: Extracted::default(),
        }
    }

    /// One person's permitted records, into whatever form the delivery has. A record that leaves in
    /// several forms counts once.
    pub fn person(
        &mut self,
        mut records: Vec<Record>,
        own: Own,
        stubs: Option<&Stubs>,
    ) -> Result<(), TransformError> {
        let keyed = self.machinery.keyed;
        let places: BTreeMap<i64, Place> = records
            .iter()
            .map(|r| (r.head.row, place_of(&r.head, keyed)))
            .collect();
        self.bytes += records.iter().map(|r| r.bytes.len()).sum::<usize>();
        // A record names its person only if it is about one.
        let subject = records.first().and_then(|record| record.head.subject);
        records.sort_by_key(|r| places[&r.head.row]);
        let mut left = self.tables(&records, &own);
        if let Some(stubs) = stubs {
            let mut links = PersonLinks::of(own, stubs);
            // Stable: within a type by date and pseudonym, as they are.
            records.sort_by(|a, b| a.head.kind.cmp(&b.head.kind));
            left.extend(self.fhir(records, &mut links));
        }
        if let Some(subject) = subject.filter(|_| !left.is_empty()) {
            self.done.subjects += 1;
            self.done.people.push(subject);
        }
        for kind in left.into_values() {
            *self.done.records.entry(kind).or_default() += 1;
        }
        if self.bytes >= BATCH_BYTES {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// The records that gave rows, by number, with their types.
    fn tables(&mut self, records: &[Record], own: &Own) -> BTreeMap<i64, String> {
        let mut left = BTreeMap::new();
        let Some(tables) = self.machinery.tables.as_deref_mut() else {
            return left;
        };
        for record in records {
            let source = record.head.source();
            if tables.push(record, &|reference| own.leads(&source, reference)) > 0 {
                left.insert(record.head.row, record.head.kind.clone());
            }
            self.tabled.push(record.head.clone());
        }
        left
    }

    /// A record that the transform holds back is not delivered, so the others are pushed again
    /// without pointing to it.
    fn fhir(
        &mut self,
        mut records: Vec<Record>,
        links: &mut PersonLinks<'_>,
    ) -> BTreeMap<i64, String> {
        let start = self.batch.len();
        loop {
            let held = self.push_all(&records, links);
            if held.is_empty() {
                break;
            }
            if let Some(transform) = self.machinery.records.as_deref_mut() {
                transform.truncate(start);
            }
            self.batch.truncate(start);
            for (at, held) in held.into_iter().rev() {
                let head = records.remove(at).head;
                links.gone(&head);
                *self.done.held.entry((head.kind, held)).or_default() += 1;
            }
        }
        let left = records.into_iter().map(|r| (r.head.row, r.head.kind));
        left.collect()
    }

    /// Pushes what is not held back; says which are, by place.
    fn push_all(&mut self, records: &[Record], links: &dyn Links) -> Vec<(usize, Held)> {
        let mut held = Vec::new();
        let Some(transform) = self.machinery.records.as_deref_mut() else {
            return held;
        };
        for (at, record) in records.iter().enumerate() {
            match transform.push(record, links) {
                Ok(()) => self.batch.push(record.head.clone()),
                Err(why) => held.push((at, why)),
            }
        }
        held
    }

    pub fn flush(&mut self) -> Result<(), TransformError> {
        let Machinery {
            records,
            tables,
            transforms,
            ..
        } = &mut self.machinery;
        let (sink, done) = (&mut *self.sink, &mut self.done);
        if let Some(records) = records {
            let batch = &self.batch;
            records.flush(*transforms, &mut |at, line| {
                sink.write(&batch[at].kind, line, &batch[at])
            })?;
        }
        if let Some(tables) = tables {
            let governed = self.governed.as_ref();
            let heads = governed.map_or_else(|| tables.tables().to_vec(), |g| g.heads.clone());
            let batch = &self.tabled;
            tables.flush(*transforms, &mut |at, row| {
                let head = &heads[row.table];
                let cells = governed.map_or(Cow::Borrowed(row.cells), |g| g.cells(row));
                let cells = &*cells;
                sink.row(head, TableRow { cells, ..row }, &batch[at])?;
                *done.rows.entry(head.view.to_string()).or_default() += 1;
                Ok(())
            })?;
        }
        self.batch.clear();
        self.tabled.clear();
        self.bytes = 0;
        Ok(())
    }

    /// The records about nobody that delivered records point to, by type and pseudonym; a stub may
    /// point to further stubs.
    pub async fn stubs(
        &mut self,
        store: &Store,
        stubs: &Stubs,
        permit: &Permit,
    ) -> Result<(), GateError> {
        let mut written: BTreeSet<String> = BTreeSet::new();
        loop {
            let next: Vec<String> = stubs
                .needed
                .borrow()
                .difference(&written)
                .cloned()
                .collect();
            if next.is_empty() {
                for missed in stubs.missed() {
                    *self.done.held.entry(missed).or_default() += 1;
                }
                return Ok(());
            }
            let mut records = Vec::new();
            for key in next {
                let (kind, id) = key.split_once('/').unwrap_or((&key, ""));
                records.extend(store.record_by_id(kind, id, permit.snapshot()).await?);
                written.insert(key);
            }
            records.retain_mut(|record| {
                permit.allows(&record.head) && permit.narrow(&mut record.head).is_ok()
            });
            let keyed = self.machinery.keyed;
            records.sort_by_cached_key(|r| (r.head.kind.clone(), place_of(&r.head, keyed)));
            let held = self.push_all(&records, stubs);
            for head in &self.batch {
                *self.done.records.entry(head.kind.clone()).or_default() += 1;
            }
            for (at, held) in held {
                let kind = records[at].head.kind.clone();
                *self.done.held.entry((kind, held)).or_default() += 1;
            }
            self.flush()?;
        }
    }

    /// What was counted on the way, by both engines.
    pub fn finish(mut self) -> Extracted {
        if let Some(records) = &self.machinery.records {
            self.done.counts = records.counts();
            self.done.fields = records.fields();
        }
        if let Some(tables) = &self.machinery.tables {
            self.done.counts.add(&tables.counts());
            for (what, records) in tables.held() {
                *self.done.held.entry(what.clone()).or_default() += records;
            }
        }
        self.done.people.sort_unstable();
        self.done.control = self.governed.map(|governed| governed.control.report);
        self.done
    }
}
