//! One file on its way in: its lines or entries, batch by batch, with the marker of how far it came.

use std::collections::BTreeMap;

use sekisho_exchange::fhir::head::Reject;
use sekisho_exchange::fhir::project::moment;
use sekisho_exchange::fhir::read::{self, Asks, Bundle, Deleted, Entry, Layout, Line, Lines};
use sekisho_model::{Digest, Instant, Text};
use sekisho_store::{About, Deletion, Outcome, Position, QuarantineRow, Store, Unclear};

use super::batch::Batch;
use super::files::{Found, digest_of_file};
use super::names::Names;
use super::systems::Systems;
use super::taker::{self, Taker};
use crate::error::BankError;

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
    /// Files are read for the second time: see `FileRun::has_more`.
    pub last_word: bool,
    pub now: Instant,
}

/// One file on its way in.
pub(super) struct FileRun<'a, 'b> {
    taker: Taker<'a>,
    batch: &'b mut Batch<'a>,
    position: Position,
    /// An earlier run read the file to its end.
    known: bool,
    now: Instant,
    /// The first record that waits for the end of the run: where it stands.
    later: Option<(u64, u64)>,
    /// Only what waited is taken, and what names nobody now is set aside.
    last_word: bool,
    pub skipped: bool,
    pub systems: &'b mut Systems,
}

impl<'a, 'b> FileRun<'a, 'b> {
    pub async fn open(
        store: &'a Store,
        (taker, batch, systems): (Taker<'a>, &'b mut Batch<'a>, &'b mut Systems),
        file: &Found,
        run: Run,
    ) -> Result<Self, BankError> {
        let digest =
            digest_of_file(&file.path).map_err(|error| BankError::file(&file.path, error))?;
        let digest = read_as(digest, &taker);
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
        // In the same run they are counted already.
        for (kind, counts) in position.seen.iter().filter(|_| !run.last_word) {
            batch.count(kind, seen(*counts));
        }
        Ok(Self {
            taker,
            batch,
            position,
            known,
            now: run.now,
            later: None,
            last_word: run.last_word,
            skipped: false,
            systems,
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
        self.so_far();
        match self.batch.is_full() {
            true => self.batch.keep().await,
            false => Ok(()),
        }
    }

    /// What was read of the file goes with what it held.
    fn so_far(&mut self) {
        let mut position = self.position.clone();
        if let Some((offset, line)) = self.later {
            (position.offset, position.line, position.complete) = (offset, line, false);
        }
        self.batch.positions.push(position);
    }

    /// Whether it holds records that name their person by a number alone: they are taken when every
    /// Patient of the run is in.
    pub fn has_more(&self) -> bool {
        self.later.is_some()
    }

    async fn keep_if_full(&mut self) -> Result<bool, BankError> {
        let full = self.batch.is_full();
        if full {
            self.so_far();
            self.batch.keep().await?;
        }
        Ok(full)
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
            if self.keep_if_full().await? {
                progress(self.position.offset);
            }
        }
        self.position.complete = true;
        Ok(())
    }

    /// Where no Bundle names anything.
    fn plain(&self) -> Names<'a> {
        Names::new(self.taker.source, self.taker.bases)
    }

    /// A line may hold a Bundle; its entries stand at the line's number then.
    fn record_or_bundle(&mut self, bytes: &[u8], line: u64) {
        if !matches!(read::bundle_type(bytes), Ok(Some(_))) {
            return self.record(bytes, line, None, &self.plain());
        }
        match Bundle::open(bytes) {
            Err(reject) => self.bad(line, "Bundle", reject.text()),
            Ok(bundle) => {
                let names = self.plain().of(&bundle);
                for (number, entry) in bundle.entries() {
                    self.entry((number, entry), line, &names);
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
            Ok(None) => self.record(&bytes, 1, None, &self.plain()),
        }
        self.position.complete = true;
        Ok(())
    }

    async fn read_entries(&mut self, bundle: &Bundle<'_>) -> Result<(), BankError> {
        let names = self.plain().of(bundle);
        let done = self.position.offset as usize;
        for (read, (number, entry)) in (1..).zip(bundle.entries()).skip(done) {
            self.entry((number, entry), number, &names);
            (self.position.offset, self.position.line) = (read, number);
            self.keep_if_full().await?;
        }
        Ok(())
    }

    fn entry(&mut self, (number, entry): (u64, Entry<'_>), line: u64, names: &Names<'_>) {
        let url = entry.full_url.as_deref();
        match entry.asks {
            Ok(Asks::Keep(resource)) => match names.stranger(url, resource) {
                Some(reject) => self.bad(line, UNREADABLE, reject.text()),
                None => self.record(&names.resource(number, resource), line, url, names),
            },
            Ok(Asks::Delete(deleted)) => self.deleted(deleted, line),
            Err(reject) => self.bad(line, UNREADABLE, reject.text()),
        }
    }

    fn deleted(&mut self, deleted: Deleted, line: u64) {
        if self.last_word {
            return;
        }
        let Deleted { kind, id, at } = deleted;
        let zone = self.taker.zone;
        self.batch.deletions.push(Deletion {
            at: at.and_then(|at| moment(&at, zone)),
            after: self.batch.records.len(),
            file: self.taker.file.to_owned(),
            source_id: self.taker.source.id(&id),
            kind,
            line,
        });
    }

    fn record(&mut self, bytes: &[u8], line: u64, full_url: Option<&str>, names: &Names<'_>) {
        match self.taker.take(bytes, line, full_url, names) {
            Ok(record) => {
                let by_number = matches!(record.about, About::Number(..));
                if by_number && !self.last_word && self.later.is_none() {
                    self.later = Some((self.position.offset, self.position.line));
                }
                if by_number != self.last_word {
                    return;
                }
                self.batch.bytes += bytes.len();
                self.systems.count(&record.events);
                self.position.seen.entry(record.kind.clone()).or_default().0 += 1;
                self.batch.records.push(record);
            }
            Err(_) if self.last_word => {}
            Err(refused) => {
                if let (true, Some(kind), Some(id)) =
                    (refused.of_whom(), &refused.kind, &refused.id)
                {
                    self.batch.unclear.push(Unclear {
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
        if self.last_word {
            return;
        }
        self.batch.quarantine.push(QuarantineRow {
            file: self.taker.file.to_owned(),
            line,
            reason,
            at: self.now,
        });
        // What is set aside takes room, too.
        self.batch.bytes += 256;
        self.position.seen.entry(kind.to_owned()).or_default().1 += 1;
        let outcome = Outcome {
            quarantined: 1,
            ..Outcome::default()
        };
        self.batch.count(kind, outcome);
    }
}

/// The same bytes from another source, or under other addresses, say something else.
fn read_as(file: Digest, taker: &Taker<'_>) -> Digest {
    if taker.source.is_default() && taker.bases.is_empty() {
        return file;
    }
    let bases = taker.bases.iter().map(|base| base.as_bytes());
    let source = taker.source.name().as_bytes();
    Digest::of_parts([&file.0[..], source].into_iter().chain(bases))
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
