//! Taking files in: FHIR NDJSON and Bundles, plain or gzipped, into the store.
//!
//! Flat memory, one batch at a time; what can't be read goes to quarantine with its place and
//! reason and everything else goes on. A run that was killed is run again: files are known by
//! their digest, and each goes on where its last batch ended.

mod batch;
mod files;
mod from;
mod ids;
mod names;
mod run;
mod systems;
mod taker;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sekisho_exchange::fhir::project::Projector;
use sekisho_model::Instant;
use sekisho_model::book::{EntryDraft, Ingested};
use sekisho_model::catalog::Catalog;
use sekisho_model::oncology::DataModel;
use sekisho_model::source::Source;
use sekisho_store::{CarriedOut, Outcome, Store};

use self::batch::Batch;
use self::files::{Found, files_under};
pub use self::from::From;
use self::run::{FileRun, Run};
use self::systems::Systems;
use self::taker::Taker;
use crate::beside::renew;
use crate::error::BankError;
use crate::lock;
use crate::standing::ingest_lock;

pub type IngestError = BankError;

/// Bytes of the files, done and altogether.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    pub all: u64,
}

/// What an ingest did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IngestReport {
    pub by_kind: BTreeMap<String, Outcome>,
    pub files: u64,
    /// Files of a folder that are no FHIR at all.
    pub skipped: Vec<String>,
    /// Code systems that the model has not heard of, and how many codings came under each. They are
    /// kept as they came; a codelist may name them by their URI.
    pub unknown_systems: BTreeMap<String, u64>,
    /// What became of what the source deleted.
    pub deletions: CarriedOut,
    /// Records of the bank whose code stands in one that has not come.
    pub codes_awaited: u64,
}

impl IngestReport {
    #[expect(clippy::new_ret_no_self, reason = "how many records are new")]
    pub fn new(&self) -> u64 {
        self.by_kind.values().map(|n| n.new).sum()
    }
    pub fn same(&self) -> u64 {
        self.by_kind.values().map(|n| n.same).sum()
    }
    pub fn superseded(&self) -> u64 {
        self.by_kind.values().map(|n| n.superseded).sum()
    }
    pub fn quarantined(&self) -> u64 {
        self.by_kind.values().map(|n| n.quarantined).sum()
    }

    /// Kept, and waiting for a steward.
    pub fn held(&self) -> u64 {
        self.by_kind.values().map(|n| n.held).sum()
    }
    pub fn older(&self) -> u64 {
        self.by_kind.values().map(|n| n.older).sum()
    }
    /// Came again although it was taken out.
    pub fn out(&self) -> u64 {
        self.by_kind.values().map(|n| n.out).sum()
    }

    /// Nothing was set aside, and nothing waits for a steward.
    pub fn took_all(&self) -> bool {
        self.quarantined() + self.held() == 0 && self.deletions.waiting.is_none()
    }

    fn changed(&self) -> bool {
        let deletions = &self.deletions;
        self.new() + self.superseded() + self.held() + self.older() + deletions.records > 0
            || deletions.waiting.is_some()
    }
}

/// Takes in every FHIR file under `paths`, folders sorted by name.
pub async fn ingest(
    store: &Store,
    model: &DataModel,
    catalog: &Catalog,
    from: &From,
    paths: &[PathBuf],
    now: Instant,
    progress: &mut dyn FnMut(Progress),
) -> Result<IngestReport, IngestError> {
    let taking = lock::shared(&ingest_lock(store))?;
    store.install_model(model).await?;
    let projector = Projector::new(model, store.settings().zone)
        .map_err(|error| BankError::file(Path::new(&model.name), error))?;
    let source = from.source(store).await?;
    let files = files_under(paths, &source)?;
    let bases = from.bases(store, &source).await?;
    let all = files.iter().map(|file| file.bytes).sum();
    let mut done = 0;
    let mut report = IngestReport::default();
    let mut systems = Systems::default();
    let mut batch = Batch::new(store, now);
    let last = store.last_run().await?;
    let number = last + 1;
    let mut has_read = false;
    let mut path = None;
    let mut again = Vec::new();
    let taker = |file| taker_of(&projector, catalog, store, (&source, &bases), file);
    for file in &files {
        // What two paths hold may be of two people under one id.
        if path != Some(file.path_of) {
            batch.keep().await?;
            if path.is_some() {
                store.end_run(&source).await?;
            }
            store.begin_run(&source, &bases, now).await?;
            path = Some(file.path_of);
        }
        let taker = taker(file);
        let run = Run {
            number,
            last,
            has_read,
            last_word: false,
            now,
        };
        let with = (taker, &mut batch, &mut systems);
        let mut run = FileRun::open(store, with, file, run).await?;
        run.read(file, &mut |bytes| {
            progress(Progress {
                done: done + bytes.min(file.bytes),
                all,
            })
        })
        .await?;
        has_read |= !run.is_known() && !run.skipped;
        again.extend(run.has_more().then_some(file));
        done += file.bytes;
        progress(Progress { done, all });
        report.files += 1;
        report
            .skipped
            .extend(run.skipped.then(|| file.name.clone()));
    }
    batch.keep().await?;
    for file in again {
        let run = Run {
            number,
            last,
            has_read,
            last_word: true,
            now,
        };
        let with = (taker(file), &mut batch, &mut systems);
        let mut run = FileRun::open(store, with, file, run).await?;
        run.read(file, &mut |_| {}).await?;
    }
    batch.keep().await?;
    store.end_run(&source).await?;
    report.by_kind = std::mem::take(&mut batch.report);
    report.unknown_systems = systems.unknown(model);
    report.deletions = store.carry_out_deletions(now).await?;
    renew(store, model).await?;
    report.codes_awaited = store.codes_awaited().await?;
    store.merge_blocks().await?;
    if report.changed() {
        store
            .append(entry(store, &source, &report).await?, now)
            .await?;
    }
    drop(taking);
    Ok(report)
}

fn taker_of<'a>(
    projector: &'a Projector,
    catalog: &'a Catalog,
    store: &Store,
    (source, bases): (&'a Source, &'a [String]),
    file: &'a Found,
) -> Taker<'a> {
    Taker {
        projector,
        catalog,
        zone: store.settings().zone,
        source,
        bases,
        file: &file.name,
    }
}

async fn entry(
    store: &Store,
    source: &Source,
    report: &IngestReport,
) -> Result<EntryDraft, BankError> {
    let waiting = report.deletions.waiting;
    let ingested = Ingested::Whole {
        source: Some(source.name().to_owned()),
        files: report.files,
        snapshot: store.snapshot().await?.0,
        new: report.new(),
        same: report.same(),
        superseded: report.superseded(),
        quarantined: report.quarantined(),
        held: Some(report.held()),
        deleted: Some(report.deletions.records),
        deletions_waiting: Some(waiting.map_or(0, |(_, records)| records)),
    };
    Ok(EntryDraft::new("", ingested))
}
