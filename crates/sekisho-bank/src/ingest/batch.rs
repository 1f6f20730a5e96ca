//! What goes into the store in one transaction: a part of a large file, or many small ones.

use std::collections::BTreeMap;

use sekisho_model::Instant;
use sekisho_store::{
    Deletion, IngestBatch, NewRecord, Outcome, Position, QuarantineRow, Store, Unclear,
};

use crate::error::BankError;

/// Raw bytes of one batch.
const BYTES: usize = 8 << 20;
/// Files of one batch; more would be read again after a kill.
const FILES: usize = 1_000;

/// What is read and not kept yet.
pub(super) struct Batch<'a> {
    store: &'a Store,
    now: Instant,
    pub records: Vec<NewRecord>,
    pub deletions: Vec<Deletion>,
    pub unclear: Vec<Unclear>,
    pub quarantine: Vec<QuarantineRow>,
    /// How far each file is read with this batch.
    pub positions: Vec<Position>,
    pub bytes: usize,
    /// What became of what was kept, by type.
    pub report: BTreeMap<String, Outcome>,
}

impl<'a> Batch<'a> {
    pub fn new(store: &'a Store, now: Instant) -> Self {
        Self {
            store,
            now,
            records: Vec::new(),
            deletions: Vec::new(),
            unclear: Vec::new(),
            quarantine: Vec::new(),
            positions: Vec::new(),
            bytes: 0,
            report: BTreeMap::new(),
        }
    }

    pub fn is_full(&self) -> bool {
        self.bytes >= BYTES || self.positions.len() >= FILES
    }

    pub fn count(&mut self, kind: &str, outcome: Outcome) {
        *self.report.entry(kind.to_owned()).or_default() += outcome;
    }

    pub async fn keep(&mut self) -> Result<(), BankError> {
        self.bytes = 0;
        let batch = IngestBatch {
            at: self.now,
            records: std::mem::take(&mut self.records),
            deletions: std::mem::take(&mut self.deletions),
            unclear: std::mem::take(&mut self.unclear),
            quarantine: std::mem::take(&mut self.quarantine),
            positions: std::mem::take(&mut self.positions),
        };
        let receipt = self.store.ingest_batch(batch).await?;
        for (kind, outcome) in receipt.by_kind {
            self.count(&kind, outcome);
        }
        Ok(())
    }
}
