//! Taking files in: FHIR NDJSON and Bundles, plain or gzipped, into the store.
//!
//! Flat memory, one batch at a time; what can't be read goes to quarantine with its place and
//! reason and everything else goes on. A run that was killed is run again: files are known by
//! their digest, and each goes on where its last batch ended.

mod files;
mod taker;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sekisho_exchange::fhir::head::Reject;
use sekisho_exchange::fhir::project::Projector;
use sekisho_exchange::fhir::read::{self, Bundle, Layout, Line, Lines};
use sekisho_model::catalog::Catalog;
use sekisho_model::ledger::{EntryDraft, EntryKind};
use sekisho_model::oncology::DataModel;
use sekisho_model::{Instant, Text};
use sekisho_store::{IngestBatch, NewRecord, Outcome, Position, QuarantineRow, Store};

use self::files::{Found, digest_of_file, files_under};
use self::taker::{Taker, names_of};
use crate::error::BankError;

pub type IngestError = BankError;

/// Raw bytes of one batch.
const BATCH_BYTES: usize = 8 << 20;
/// Under this name the report counts what has no readable type.
const UNREADABLE: &str = "(unreadable)";

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
}

impl IngestReport {
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

    fn add(&mut self, kind: &str, outcome: Outcome) {
        let sum = self.by_kind.entry(kind.to_owned()).or_default();
        sum.new += outcome.new;
        sum.same += outcome.same;
        sum.superseded += outcome.superseded;
        sum.quarantined += outcome.quarantined;
    }
}

/// Takes in every FHIR file under `paths`, folders sorted by name.
pub async fn ingest(
    store: &Store,
    model: &DataModel,
    catalog: &Catalog,
    paths: &[PathBuf],
    now: Instant,
    progress: &mut dyn FnMut(Progress),
) -> Result<IngestReport, IngestError> {
    store.install_model(model).await?;
    let projector = Projector::new(model, store.settings().zone)
        .map_err(|error| BankError::file(Path::new(&model.name), error))?;
    let files = files_under(paths)?;
    let all = files.iter().map(|file| file.bytes).sum();
    let mut done = 0;
    let mut report = IngestReport::default();
    for file in &files {
        let taker = Taker { projector: &projector, catalog, file: &file.name };
        let mut run = FileRun::open(store, taker, file, now).await?;
        run.read(file, &mut |bytes| progress(Progress { done: done + bytes.min(file.bytes), all })).await?;
        done += file.bytes;
        progress(Progress { done, all });
        run.report.into_iter().for_each(|(kind, outcome)| report.add(&kind, outcome));
        report.files += 1;
        report.skipped.extend(run.skipped.then(|| file.name.clone()));
    }
    store.merge_blocks().await?;
    if report.new() + report.superseded() > 0 {
        store.append(entry(store, &report).await?, now).await?;
    }
    Ok(report)
}

async fn entry(store: &Store, report: &IngestReport) -> Result<EntryDraft, BankError> {
    let facts = serde_json::json!({
        "files": report.files, "snapshot": store.snapshot().await?.0, "new": report.new(), "same": report.same(),
        "superseded": report.superseded(), "quarantined": report.quarantined(),
    });
    Ok(EntryDraft { kind: EntryKind::Ingested, who: String::new(), facts, subjects: Vec::new() })
}

/// One file on its way in.
struct FileRun<'a> {
    store: &'a Store,
    taker: Taker<'a>,
    position: Position,
    /// An earlier run read the file to its end.
    known: bool,
    now: Instant,
    records: Vec<NewRecord>,
    bytes: usize,
    quarantine: Vec<QuarantineRow>,
    report: BTreeMap<String, Outcome>,
    skipped: bool,
}

impl<'a> FileRun<'a> {
    async fn open(store: &'a Store, taker: Taker<'a>, file: &Found, now: Instant) -> Result<Self, BankError> {
        let digest = digest_of_file(&file.path).map_err(|error| BankError::file(&file.path, error))?;
        let earlier = store.position_of(&digest).await?;
        let known = earlier.as_ref().is_some_and(|position| position.complete);
        let position = earlier.unwrap_or_else(|| Position {
            file: digest,
            name: file.name.clone(),
            offset: 0,
            line: 0,
            complete: false,
            seen: BTreeMap::new(),
        });
        let seen = |(taken, quarantined): (u64, u64)| Outcome { same: taken, quarantined, ..Outcome::default() };
        let report = position.seen.iter().map(|(kind, counts)| (kind.clone(), seen(*counts))).collect();
        let (records, quarantine) = (Vec::new(), Vec::new());
        Ok(Self { store, taker, position, known, now, records, bytes: 0, quarantine, report, skipped: false })
    }

    async fn read(&mut self, file: &Found, progress: &mut dyn FnMut(u64)) -> Result<(), BankError> {
        if self.known {
            return Ok(());
        }
        let read = match file.layout {
            Layout::Lines => self.read_lines(file, progress).await,
            Layout::Document => self.read_document(file).await,
        };
        match read {
            Ok(()) => {}
            Err(Ended::Bank(error)) => return Err(error),
            Err(Ended::File(_)) => self.bad(self.position.line + 1, UNREADABLE, broken_file()),
        }
        self.flush().await
    }

    async fn read_lines(&mut self, file: &Found, progress: &mut dyn FnMut(u64)) -> Result<(), Ended> {
        let mut lines = Lines::resume(&file.path, self.position.offset, self.position.line)?;
        while let Some((number, line)) = lines.next_line()? {
            match line {
                Line::TooLong => self.bad(number, UNREADABLE, Reject::TooLong.text()),
                Line::Record(bytes) => self.record_or_bundle(bytes, number),
            }
            (self.position.offset, self.position.line) = (lines.offset(), lines.line());
            if self.bytes >= BATCH_BYTES {
                self.flush().await?;
                progress(self.position.offset);
            }
        }
        self.position.complete = true;
        Ok(())
    }

    /// A line may hold a Bundle; its entries stand at the line's number then.
    fn record_or_bundle(&mut self, bytes: &[u8], line: u64) {
        if !matches!(read::bundle_type(bytes), Ok(Some(_))) {
            return self.record(bytes, line, None, &BTreeMap::new());
        }
        match Bundle::open(bytes) {
            Err(reject) => self.bad(line, "Bundle", reject.text()),
            Ok(bundle) => {
                let names = names_of(&bundle);
                for entry in bundle.entries() {
                    match entry.resource {
                        Ok(resource) => self.record(resource, line, entry.full_url.as_deref(), &names),
                        Err(reject) => self.bad(line, UNREADABLE, reject.text()),
                    }
                }
            }
        }
    }

    async fn read_document(&mut self, file: &Found) -> Result<(), Ended> {
        let Some(bytes) = read::document(&file.path)? else {
            self.bad(0, UNREADABLE, Reject::TooLong.text());
            self.position.complete = true;
            return Ok(());
        };
        match read::bundle_type(&bytes) {
            Err(reject) => self.bad(0, UNREADABLE, reject.text()),
            Ok(Some(_)) => match Bundle::open(&bytes) {
                Err(reject) => self.bad(0, "Bundle", reject.text()),
                Ok(bundle) => self.read_entries(&bundle).await?,
            },
            Ok(None) if file.walked && read::name_of(&bytes).is_none() && taker::is_foreign(&bytes) => {
                self.skipped = true;
                return Ok(());
            }
            Ok(None) if bytes.len() > read::LINE_MAX => self.bad(0, UNREADABLE, Reject::TooLong.text()),
            Ok(None) => self.record(&bytes, 1, None, &BTreeMap::new()),
        }
        self.position.complete = true;
        Ok(())
    }

    async fn read_entries(&mut self, bundle: &Bundle<'_>) -> Result<(), BankError> {
        let names = names_of(bundle);
        for (number, entry) in (1..).zip(bundle.entries()).skip(self.position.offset as usize) {
            match entry.resource {
                Ok(resource) => self.record(resource, number, entry.full_url.as_deref(), &names),
                Err(reject) => self.bad(number, UNREADABLE, reject.text()),
            }
            (self.position.offset, self.position.line) = (number, number);
            if self.bytes >= BATCH_BYTES {
                self.flush().await?;
            }
        }
        Ok(())
    }

    fn record(&mut self, bytes: &[u8], line: u64, full_url: Option<&str>, names: &BTreeMap<String, String>) {
        match self.taker.take(bytes, line, full_url, names) {
            Ok(record) => {
                self.bytes += bytes.len();
                self.records.push(record);
            }
            Err((kind, reject)) => self.bad(line, kind.as_deref().unwrap_or(UNREADABLE), reject.text()),
        }
    }

    fn bad(&mut self, line: u64, kind: &str, reason: Text) {
        self.quarantine.push(QuarantineRow { file: self.taker.file.to_owned(), line, reason, at: self.now });
        self.count(kind, Outcome { quarantined: 1, ..Outcome::default() });
    }

    fn count(&mut self, kind: &str, outcome: Outcome) {
        let seen = self.position.seen.entry(kind.to_owned()).or_default();
        seen.0 += outcome.new + outcome.same + outcome.superseded;
        seen.1 += outcome.quarantined;
        let sum = self.report.entry(kind.to_owned()).or_default();
        sum.new += outcome.new;
        sum.same += outcome.same;
        sum.superseded += outcome.superseded;
        sum.quarantined += outcome.quarantined;
    }

    async fn flush(&mut self) -> Result<(), BankError> {
        let records = std::mem::take(&mut self.records);
        self.bytes = 0;
        // What the store itself will count is not known before it has the batch, so the marker's
        // counts are of the lines handed over.
        let mut position = self.position.clone();
        for record in &records {
            position.seen.entry(record.kind.clone()).or_default().0 += 1;
        }
        let quarantine = std::mem::take(&mut self.quarantine);
        let batch = IngestBatch { at: self.now, records, quarantine, position: Some(position) };
        let receipt = self.store.ingest_batch(batch).await?;
        for (kind, outcome) in receipt.by_kind {
            self.count(&kind, outcome);
        }
        Ok(())
    }
}

/// Why reading ended early: the bank can't go on, or this file can't.
enum Ended {
    Bank(BankError),
    File(std::io::Error),
}

impl From<BankError> for Ended {
    fn from(error: BankError) -> Self {
        Self::Bank(error)
    }
}

impl From<std::io::Error> for Ended {
    fn from(error: std::io::Error) -> Self {
        Self::File(error)
    }
}

fn broken_file() -> Text {
    Text::new("ここから先が読めません（壊れたファイル）", "it can't be read from here on (a damaged file)")
}
