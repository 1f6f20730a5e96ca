//! Spending a permit: the permitted records of each person, transformed, into a sink.
//!
//! People come in the order of their pseudonyms, a person's records by type, date and pseudonym, so
//! that the same permit gives the same bytes. One person's records are in memory at a time, plus
//! one batch. What this file never does: decide. It asks the permit about every record.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::identity::Subject;
use sekisho_model::record::{Collected, Record, RecordHead};
use sekisho_model::transform::{
    Held, Keyed, Links, RecordTransform, SiteKind, TableHead, TableRow, Target, TransformCounts,
    TransformError, Transforms,
};
use sekisho_store::Store;

use crate::{GateError, Permit};

/// Bytes of source records after which a batch is transformed.
const BATCH_BYTES: usize = 1 << 20;

/// Where a delivery goes: an exchange writer over a staged folder, or a counter.
pub trait Sink {
    /// One delivered record as one line, and the record it came from.
    fn write(&mut self, kind: &str, line: &[u8], source: &RecordHead) -> std::io::Result<()>;
    /// One row of a table, and the record it came from.
    fn row(
        &mut self,
        head: &TableHead,
        row: TableRow<'_>,
        source: &RecordHead,
    ) -> std::io::Result<()>;
}

/// What a spent permit brought out.
#[derive(Clone, Debug, Default)]
pub struct Extracted {
    pub subjects: u64,
    /// Who they are, sorted: the ledger keeps them beside the `delivered` entry.
    pub people: Vec<Subject>,
    pub records: BTreeMap<String, u64>,
    /// Permitted records that stayed out, by type and reason.
    pub held: BTreeMap<(String, Held), u64>,
    pub counts: TransformCounts,
}

/// What turns records into delivered bytes: the compiled profile, its transforms, the scope's keys.
pub struct Machinery<'a> {
    pub records: &'a mut dyn RecordTransform,
    pub transforms: &'a mut dyn Transforms,
    pub keyed: &'a dyn Keyed,
}

/// Spends the permit. On `Err` the caller must release nothing of what the sink took.
pub async fn extract<'a>(
    store: &Store,
    permit: Permit,
    machinery: Machinery<'a>,
    sink: &'a mut dyn Sink,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Extracted, GateError> {
    let snapshot = permit.snapshot();
    let mut run = Run {
        machinery,
        sink,
        batch: Vec::new(),
        bytes: 0,
        done: Extracted::default(),
    };
    let stubs = Stubs::of(store, snapshot, &*run.machinery.records).await?;
    let mut order: Vec<([u8; 32], Subject)> = permit
        .subjects()
        .iter()
        .map(|s| {
            (
                run.machinery.keyed.pseudonym(SiteKind::SubjectId, *s, b""),
                *s,
            )
        })
        .collect();
    order.sort_unstable();
    for (n, (_, subject)) in order.iter().enumerate() {
        progress(n as u64, order.len() as u64);
        let records = store.records_of(*subject, snapshot).await?;
        let mut links = PersonLinks {
            patient_ids: store.patient_ids_of(*subject).await?,
            aliases: store.aliases_of(Some(*subject)).await?,
            delivered: records
                .iter()
                .filter(|r| permit.allows(&r.head))
                .map(|r| key_of(&r.head))
                .collect(),
            stubs: &stubs,
        };
        run.person(
            records
                .into_iter()
                .filter(|r| permit.allows(&r.head))
                .collect(),
            &mut links,
        )?;
    }
    run.flush()?;
    run.stubs(store, &stubs, snapshot).await?;
    run.done.counts = run.machinery.records.counts();
    run.done.people.sort_unstable();
    progress(order.len() as u64, order.len() as u64);
    Ok(run.done)
}

struct Run<'a> {
    machinery: Machinery<'a>,
    sink: &'a mut dyn Sink,
    batch: Vec<RecordHead>,
    bytes: usize,
    done: Extracted,
}

impl Run<'_> {
    /// One person's records in delivery order: type, date, pseudonym. A record that the transform
    /// holds back is not delivered, so the others are pushed again without pointing to it.
    fn person(
        &mut self,
        mut records: Vec<Record>,
        links: &mut PersonLinks<'_>,
    ) -> Result<(), TransformError> {
        records.sort_by_cached_key(|r| self.order_of(&r.head));
        let start = self.batch.len();
        loop {
            let held = self.push_all(&records, links);
            if held.is_empty() {
                break;
            }
            self.machinery.records.truncate(start);
            self.batch.truncate(start);
            for (at, held) in held.into_iter().rev() {
                let head = records.remove(at).head;
                links.delivered.remove(&key_of(&head));
                *self.done.held.entry((head.kind, held)).or_default() += 1;
            }
        }
        if let Some(subject) = records.first().and_then(|record| record.head.subject) {
            self.done.subjects += 1;
            self.done.people.push(subject);
        }
        self.bytes += records.iter().map(|r| r.bytes.len()).sum::<usize>();
        if self.bytes >= BATCH_BYTES {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Pushes what is not held back; says which are, by place.
    fn push_all(&mut self, records: &[Record], links: &dyn Links) -> Vec<(usize, Held)> {
        let mut held = Vec::new();
        for (at, record) in records.iter().enumerate() {
            match self.machinery.records.push(record, links) {
                Ok(()) => self.batch.push(record.head.clone()),
                Err(why) => held.push((at, why)),
            }
        }
        held
    }

    fn flush(&mut self) -> Result<(), TransformError> {
        let (batch, sink, done) = (&self.batch, &mut *self.sink, &mut self.done);
        self.machinery
            .records
            .flush(self.machinery.transforms, &mut |row, line| {
                let head = &batch[row];
                sink.write(&head.kind, line, head)?;
                *done.records.entry(head.kind.clone()).or_default() += 1;
                Ok(())
            })?;
        self.batch.clear();
        self.bytes = 0;
        Ok(())
    }

    /// The records about nobody that delivered records point to, by type and pseudonym; a stub may
    /// point to further stubs.
    async fn stubs(
        &mut self,
        store: &Store,
        stubs: &Stubs,
        snapshot: sekisho_model::record::Snapshot,
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
                return Ok(());
            }
            let mut records = Vec::new();
            for key in next {
                let (kind, id) = key.split_once('/').unwrap_or((&key, ""));
                records.extend(store.record_by_id(kind, id, snapshot).await?);
                written.insert(key);
            }
            records.sort_by_cached_key(|r| self.order_of(&r.head));
            for (at, held) in self.push_all(&records, stubs) {
                *self
                    .done
                    .held
                    .entry((records[at].head.kind.clone(), held))
                    .or_default() += 1;
            }
            self.flush()?;
        }
    }

    fn order_of(&self, head: &RecordHead) -> (String, i64, [u8; 32]) {
        let collected = match head.collected {
            Collected::Between(from, _) => from.0,
            Collected::Timeless | Collected::Undated => i64::MIN,
        };
        let name =
            self.machinery
                .keyed
                .pseudonym(SiteKind::OtherId, Subject(0), key_of(head).as_bytes());
        (head.kind.clone(), collected, name)
    }
}

/// The records about nobody that this profile lists, and those that a delivered record pointed to.
struct Stubs {
    known: BTreeSet<String>,
    aliases: BTreeMap<String, String>,
    needed: RefCell<BTreeSet<String>>,
}

impl Stubs {
    async fn of(
        store: &Store,
        snapshot: sekisho_model::record::Snapshot,
        records: &dyn RecordTransform,
    ) -> Result<Self, GateError> {
        let heads = store.heads_about_nobody(snapshot).await?;
        let known = heads
            .iter()
            .filter(|h| records.lists_stub(&h.kind))
            .map(key_of)
            .collect();
        Ok(Self {
            known,
            aliases: store.aliases_of(None).await?,
            needed: RefCell::default(),
        })
    }

    fn resolve_key(&self, key: &str) -> Target {
        if !self.known.contains(key) {
            return Target::Absent;
        }
        self.needed.borrow_mut().insert(key.to_owned());
        record_target(key)
    }
}

impl Links for Stubs {
    fn resolve(&self, reference: &str) -> Target {
        relative(reference, &self.aliases).map_or(Target::Absent, |key| self.resolve_key(key))
    }
}

/// References as one person's records may make them: to the person, to their other delivered
/// records, to listed records about nobody. Another person's records are never pointed to.
struct PersonLinks<'a> {
    patient_ids: Vec<String>,
    aliases: BTreeMap<String, String>,
    delivered: BTreeSet<String>,
    stubs: &'a Stubs,
}

impl Links for PersonLinks<'_> {
    fn resolve(&self, reference: &str) -> Target {
        let key =
            relative(reference, &self.aliases).or_else(|| relative(reference, &self.stubs.aliases));
        let Some(key) = key else {
            return Target::Absent;
        };
        if let Some(id) = key.strip_prefix("Patient/") {
            return if self.patient_ids.iter().any(|known| known == id) {
                Target::Subject
            } else {
                Target::Absent
            };
        }
        if self.delivered.contains(key) {
            record_target(key)
        } else {
            self.stubs.resolve_key(key)
        }
    }
}

/// `Type/id` of a relative or versioned reference, or of a known `urn:uuid:`.
fn relative<'a>(reference: &'a str, aliases: &'a BTreeMap<String, String>) -> Option<&'a str> {
    if reference.starts_with("urn:") {
        return aliases.get(reference).map(String::as_str);
    }
    let unversioned = reference
        .split_once("/_history/")
        .map_or(reference, |(key, _)| key);
    let (kind, id) = unversioned.split_once('/')?;
    (kind.bytes().all(|b| b.is_ascii_alphabetic()) && !id.contains('/')).then_some(unversioned)
}

fn record_target(key: &str) -> Target {
    let (kind, id) = key.split_once('/').unwrap_or((key, ""));
    Target::Record {
        kind: kind.to_owned(),
        id: id.to_owned(),
    }
}

fn key_of(head: &RecordHead) -> String {
    format!("{}/{}", head.kind, head.source_id)
}
