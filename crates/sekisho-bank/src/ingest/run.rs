//! One file on its way in: its lines or entries, batch by batch, with the marker of how far it came.

use std::collections::BTreeMap;

use sekisho_exchange::fhir::head::Reject;
use sekisho_exchange::fhir::project::moment;
use sekisho_exchange::fhir::read::{self, Asks, Bundle, Deleted, Entry, Layout, Line, Lines};
use sekisho_model::{Instant, Text};
use sekisho_store::{
    Deletion, IngestBatch, NewRecord, Outcome, Position, QuarantineRow, Store, Unclear,
};

use super::files::{Found, digest_of_file};
use super::systems::Systems;
use super::taker::{self, Taker, names_of};
use crate::error::BankError;

/// Raw bytes of one batch.
const BATCH_BYTES: usize = 8 << 20;
/// Under this name the report counts what has no readable type.
const UNREADABLE: &str = "(unreadable)";

/// A run of `ingest` over some files.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub number: i64,
    /// The run before it.
    pub last: i64,
    /// It has read a file already: what comes behind it is said after it.
    pub has_read: bool,
    pub now: Instant,
}

/// One file on its way in.
pub(super) struct FileRun<'a> {
    store: &'a Store,
    taker: Taker<'a>,
    position: Position,
    /// An earlier run read the file to its end.
    known: bool,
    now: Instant,
    records: Vec<NewRecord>,
    deletions: Vec<Deletion>,
    unclear: Vec<Unclear>,
    bytes: usize,
    quarantine: Vec<QuarantineRow>,
    pub report: BTreeMap<String, Outcome>,
    pub skipped: bool,
    pub systems: Systems,
}

impl<'a> FileRun<'a> {
    pub async fn open(
        store: &'a Store,
        taker: Taker<'a>,
        file: &Found,
        run: Run,
    ) -> Result<Self, BankError> {
        let digest =
            digest_of_file(&file.path).map_err(|error| BankError::file(&file.path, error))?;
        let earlier = store.position_of(&digest).await?;
        let complete = earlier.as_ref().filter(|position| position.complete);
        let known = complete.is_some_and(|position| position.run >= run.last && !run.has_read);
        if known {
            store.met_again(&digest, run.number).await?;
        }
        // Others came since: what it holds is what the source says now, so it is read once more.
        let earlier = earlier.filter(|position| known || !position.complete);
        let mut position = earlier.unwrap_or_else(|| Position {
            file: digest,
            name: file.name.clone(),
            offset: 0,
            line: 0,
            complete: false,
            seen: BTreeMap::new(),
            run: run.number,
        });
        position.run = run.number;
        let seen = |(taken, quarantined): (u64, u64)| Outcome {
            same: taken,
            quarantined,
            ..Outcome::default()
        };
        let report = position
            .seen
            .iter()
            .map(|(kind, counts)| (kind.clone(), seen(*counts)))
            .collect();
        Ok(Self {
            store,
            taker,
            position,
            known,
            now: run.now,
            records: Vec::new(),
            deletions: Vec::new(),
            unclear: Vec::new(),
            bytes: 0,
            quarantine: Vec::new(),
            report,
            skipped: false,
            systems: Systems::default(),
        })
    }

    /// Whether there is nothing to read.
    pub fn is_known(&self) -> bool {
        self.known
    }

    pub async fn read(
        &mut self,
        file: &Found,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), BankError> {
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
            Err(Ended::File) => self.bad(self.position.line + 1, UNREADABLE, broken_file()),
        }
        self.flush().await
    }

    async fn read_lines(
        &mut self,
        file: &Found,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), Ended> {
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
                for (_, entry) in bundle.entries() {
                    self.entry(entry, line, &names);
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
            Ok(None)
                if file.walked && read::name_of(&bytes).is_none() && taker::is_foreign(&bytes) =>
            {
                self.skipped = true;
                return Ok(());
            }
            Ok(None) if bytes.len() > read::LINE_MAX => {
                self.bad(0, UNREADABLE, Reject::TooLong.text())
            }
            Ok(None) => self.record(&bytes, 1, None, &BTreeMap::new()),
        }
        self.position.complete = true;
        Ok(())
    }

    async fn read_entries(&mut self, bundle: &Bundle<'_>) -> Result<(), BankError> {
        let names = names_of(bundle);
        let done = self.position.offset as usize;
        for (read, (number, entry)) in (1..).zip(bundle.entries()).skip(done) {
            self.entry(entry, number, &names);
            (self.position.offset, self.position.line) = (read, number);
            if self.bytes >= BATCH_BYTES {
                self.flush().await?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, entry: Entry<'_>, line: u64, names: &BTreeMap<String, String>) {
        match entry.asks {
            Ok(Asks::Keep(resource)) => {
                self.record(resource, line, entry.full_url.as_deref(), names)
            }
            Ok(Asks::Delete(deleted)) => self.deleted(deleted, line),
            Err(reject) => self.bad(line, UNREADABLE, reject.text()),
        }
    }

    fn deleted(&mut self, deleted: Deleted, line: u64) {
        let Deleted { kind, id, at } = deleted;
        let zone = self.store.settings().zone;
        self.deletions.push(Deletion {
            at: at.and_then(|at| moment(&at, zone)),
            after: self.records.len(),
            file: self.taker.file.to_owned(),
            source_id: id,
            kind,
            line,
        });
    }

    fn record(
        &mut self,
        bytes: &[u8],
        line: u64,
        full_url: Option<&str>,
        names: &BTreeMap<String, String>,
    ) {
        match self.taker.take(bytes, line, full_url, names) {
            Ok(record) => {
                self.bytes += bytes.len();
                self.systems.count(&record.events);
                self.records.push(record);
            }
            Err(refused) => {
                if let (true, Some(kind), Some(id)) =
                    (refused.of_whom(), &refused.kind, &refused.id)
                {
                    self.unclear.push(Unclear {
                        kind: kind.clone(),
                        source_id: id.clone(),
                        file: self.taker.file.to_owned(),
                        line,
                    });
                }
                let kind = refused.kind.as_deref().unwrap_or(UNREADABLE);
                self.bad(line, kind, refused.reject.text())
            }
        }
    }

    fn bad(&mut self, line: u64, kind: &str, reason: Text) {
        self.quarantine.push(QuarantineRow {
            file: self.taker.file.to_owned(),
            line,
            reason,
            at: self.now,
        });
        self.count(
            kind,
            Outcome {
                quarantined: 1,
                ..Outcome::default()
            },
        );
    }

    fn count(&mut self, kind: &str, outcome: Outcome) {
        let seen = self.position.seen.entry(kind.to_owned()).or_default();
        seen.0 += outcome.new + outcome.same + outcome.superseded;
        seen.1 += outcome.quarantined;
        *self.report.entry(kind.to_owned()).or_default() += outcome;
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
        let batch = IngestBatch {
            at: self.now,
            records,
            deletions: std::mem::take(&mut self.deletions),
            unclear: std::mem::take(&mut self.unclear),
            quarantine,
            position: Some(position),
        };
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
    File,
}

impl From<BankError> for Ended {
    fn from(error: BankError) -> Self {
        Self::Bank(error)
    }
}

impl From<std::io::Error> for Ended {
    fn from(_: std::io::Error) -> Self {
        Self::File
    }
}

fn broken_file() -> Text {
    Text::new(
        "ここから先が読めません（壊れたファイル）",
        "it can't be read from here on (a damaged file)",
    )
}
