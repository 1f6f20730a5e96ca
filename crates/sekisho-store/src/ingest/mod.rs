//! Taking records in, a batch at a time: blobs, then the vault, then the bank with its marker.
//!
//! Each database has one transaction. A crash between them loses nothing and doubles nothing: a
//! subject is made once per Patient id, a blob is named by its digest, and the marker that says how
//! far the file was read stands in the same transaction as the records.

pub(crate) mod blocks;
mod claims;
mod known;
mod numbers;
mod points;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::event::EventRow;
use sekisho_model::identity::Subject;
use sekisho_model::record::{Collected, Part, Snapshot};
use sekisho_model::source::Source;
use sekisho_model::{DataClass, Digest, Instant};

use crate::agreement::{self, Part as File};
use crate::error::{Result, StoreError};
use crate::sql::json_texts;
use crate::{QuarantineRow, Store, vault};

/// Whom a record is about, in the source's words.
#[derive(Clone, PartialEq, Eq)]
pub enum About {
    Nobody,
    /// A Patient's id, with its source.
    Patient(String),
    /// The name that some Bundle gave a Patient (`urn:uuid:…`), with its source.
    Alias(String),
    /// The Patient of this source who has this number today.
    Number(Source, SourceIdentity),
}

/// An identifier that the source gives a person; it goes to the vault only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SourceIdentity {
    pub system: String,
    pub value: String,
    /// `use: old`: the person no longer has it.
    pub old: bool,
    /// `period.start` and `period.end` as they came; empty = open.
    pub starts: String,
    pub ends: String,
}

/// A record that another one points to.
#[derive(Clone, PartialEq, Eq)]
pub struct Pointer {
    /// `Type/id` or `urn:…`.
    pub target: String,
    /// The member in which it stands: `encounter`.
    pub element: String,
}

/// What a record names beside whom it is about; all of it must be of that person.
#[derive(Clone, Default)]
pub struct Points {
    pub records: Vec<Pointer>,
    /// Numbers of the person.
    pub numbers: Vec<SourceIdentity>,
}

/// A record ready to be kept.
#[derive(Clone)]
pub struct NewRecord {
    pub kind: String,
    /// With its source.
    pub source_id: String,
    pub about: About,
    pub class: DataClass,
    pub collected: Collected,
    pub sealed: bool,
    /// What inside it is judged apart; `None` where nothing stands inside.
    pub parts: Option<Vec<Part>>,
    pub bytes: Vec<u8>,
    pub events: Vec<EventRow>,
    /// Only of a Patient.
    pub identities: Vec<SourceIdentity>,
    /// `urn:uuid:…` by which its Bundle named it.
    pub alias: Option<String>,
    /// `meta.lastUpdated`; one in the future counts as none.
    pub updated: Option<Instant>,
    pub points: Points,
    /// What it takes codes from: `Type/id` or `urn:…`.
    pub beside: Vec<String>,
    /// Of a Patient: sex and date of birth as it says them; `None`: it does not.
    pub sex: Option<String>,
    pub birth: Option<String>,
    /// Where it stood, should it have to go to quarantine.
    pub file: String,
    pub line: u64,
}

impl NewRecord {
    /// The part that an event stands in; `None`: the record itself.
    pub(crate) fn part_of(&self, row: &EventRow) -> Option<&Part> {
        let at = usize::try_from(row.inside).ok()?.checked_sub(1)?;
        self.parts.as_ref()?.get(at)
    }
}

/// The source has a record no more.
#[derive(Clone)]
pub struct Deletion {
    pub kind: String,
    pub source_id: String,
    /// When, where the source says it.
    pub at: Option<Instant>,
    /// How many records of its batch came before it.
    pub after: usize,
    pub file: String,
    pub line: u64,
}

/// A version that can't be kept because it does not say for certain whom it is about.
#[derive(Clone)]
pub struct Unclear {
    pub kind: String,
    pub source_id: String,
    pub file: String,
    pub line: u64,
}

/// How far a file was read: everything before `offset` is in the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub file: Digest,
    pub name: String,
    /// Decoded bytes of a file of lines; entries of a Bundle.
    pub offset: u64,
    pub line: u64,
    pub complete: bool,
    /// What was read up to here, by type: (taken in, quarantined).
    pub seen: BTreeMap<String, (u64, u64)>,
    /// The run of `ingest` that looked at it last. A file that came before others is read again
    /// when it comes again: what it holds is what the source says now.
    pub run: i64,
}

/// Records that go in together or not at all.
pub struct IngestBatch {
    pub at: Instant,
    pub records: Vec<NewRecord>,
    pub deletions: Vec<Deletion>,
    pub unclear: Vec<Unclear>,
    pub quarantine: Vec<QuarantineRow>,
    /// How far each file came; written last, in the same transaction as the records.
    pub positions: Vec<Position>,
}

/// What became of the records of one type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Never seen before.
    pub new: u64,
    /// This very version is in the bank already.
    pub same: u64,
    /// A new version of a known record; the one before is kept as superseded.
    pub superseded: u64,
    pub quarantined: u64,
    /// Of the quarantined: kept, and waiting for a steward.
    pub held: u64,
    /// An older version than the one that stands; kept, and never current.
    pub older: u64,
    /// It came again although it was taken out; it stays out.
    pub out: u64,
}

impl std::ops::AddAssign for Outcome {
    fn add_assign(&mut self, more: Self) {
        self.new += more.new;
        self.same += more.same;
        self.superseded += more.superseded;
        self.quarantined += more.quarantined;
        self.held += more.held;
        self.older += more.older;
        self.out += more.out;
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchReceipt {
    /// The state of the bank after this batch.
    pub snapshot: Snapshot,
    pub by_kind: BTreeMap<String, Outcome>,
}

impl Store {
    /// Takes a batch in; the same batch again changes nothing.
    pub async fn ingest_batch(&self, batch: IngestBatch) -> Result<BatchReceipt> {
        for record in batch
            .records
            .iter()
            .filter(|r| r.bytes.len() > blocks::RECORD_IN_BLOCK_MAX)
        {
            blocks::put_blob(&*self.blobs, &Digest::of(&record.bytes), &record.bytes).await?;
        }
        let aliases = self.patients_by_alias(&batch.records).await?;
        let numbers = numbers::patients(self, &batch.records).await?;
        let told = self.identify(&batch.records, &aliases, &numbers).await?;
        write::write(self, batch, &told).await
    }

    /// How far a file with this digest was read, if ever.
    pub async fn position_of(&self, file: &Digest) -> Result<Option<Position>> {
        type Row = (String, i64, i64, bool, String, i64);
        let found: Option<Row> = sqlx::query_as(
            "SELECT name, offset, line, complete, seen, run FROM ingest_file WHERE digest = ?",
        )
        .bind(&file.0[..])
        .fetch_optional(&self.bank)
        .await?;
        let Some((name, offset, line, complete, seen, run)) = found else {
            return Ok(None);
        };
        let seen = serde_json::from_str(&seen).map_err(|_| StoreError::Damaged("ingest_file"))?;
        Ok(Some(Position {
            file: *file,
            name,
            offset: offset as u64,
            line: line as u64,
            complete,
            seen,
            run,
        }))
    }

    /// The number of the last run that looked at a file; 0: none did.
    pub async fn last_run(&self) -> Result<i64> {
        let last = sqlx::query_scalar("SELECT coalesce(max(run), 0) FROM ingest_file");
        Ok(last.fetch_one(&self.bank).await?)
    }

    /// A known file was met again, and there was nothing to read.
    pub async fn met_again(&self, file: &Digest, run: i64) -> Result<()> {
        sqlx::query("UPDATE ingest_file SET run = ? WHERE digest = ?")
            .bind(run)
            .bind(&file.0[..])
            .execute(&self.bank)
            .await?;
        Ok(())
    }

    /// `urn:uuid:…` -> Patient id, from this batch and from earlier Bundles. One that ever meant two
    /// Patients means none.
    async fn patients_by_alias(&self, records: &[NewRecord]) -> Result<BTreeMap<String, String>> {
        let wanted: BTreeSet<&str> = records
            .iter()
            .filter_map(|record| match &record.about {
                About::Alias(urn) => Some(urn.as_str()),
                About::Nobody | About::Patient(_) | About::Number(..) => None,
            })
            .collect();
        if wanted.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for record in records.iter().filter(|r| r.kind == "Patient") {
            if let Some(urn) = &record.alias {
                found
                    .entry(urn.clone())
                    .or_default()
                    .insert(record.source_id.clone());
            }
        }
        let known: Vec<(String, String)> = sqlx::query_as(
            "SELECT urn, substr(target, 9) FROM alias
             WHERE urn IN (SELECT value FROM json_each(?)) AND target LIKE 'Patient/%'",
        )
        .bind(json_texts(wanted))
        .fetch_all(&self.bank)
        .await?;
        for (urn, id) in known {
            found.entry(urn).or_default().insert(id);
        }
        let single = |(urn, ids): (String, BTreeSet<String>)| match ids.len() {
            1 => ids.into_iter().next().map(|id| (urn, id)),
            _ => None,
        };
        Ok(found.into_iter().filter_map(single).collect())
    }

    /// Whom each record is about, and which records of earlier batches named a number that turns
    /// out to be another person's.
    async fn identify(
        &self,
        records: &[NewRecord],
        aliases: &BTreeMap<String, String>,
        numbers: &numbers::Patients,
    ) -> Result<Told> {
        let patient = |record: &'_ NewRecord| match &record.about {
            About::Nobody => None,
            About::Patient(id) => Some(id.clone()),
            About::Alias(urn) => aliases.get(urn).cloned(),
            About::Number(source, number) => numbers.one(source, number),
        };
        let named: Vec<Option<String>> = records.iter().map(patient).collect();
        let mut seen = BTreeSet::new();
        let ids: Vec<&str> = named
            .iter()
            .flatten()
            .map(String::as_str)
            .filter(|id| seen.insert(*id))
            .collect();
        let mut tx = self.vault.begin_with("BEGIN IMMEDIATE").await?;
        let before = agreement::changes(&mut tx).await?;
        let subjects = vault::subjects_for(&mut tx, &ids).await?;
        let of = |id: &Option<String>| id.as_ref().and_then(|id| subjects.get(id).copied());
        let identities = || {
            let named = records.iter().zip(&named);
            let told = named.filter_map(|(record, id)| Some((of(id)?, &record.identities)));
            told.flat_map(|(subject, identities)| {
                identities.iter().map(move |identity| (subject, identity))
            })
        };
        vault::add_identities(&mut tx, identities()).await?;
        let numbers = records.iter().zip(&named).filter_map(|(record, id)| {
            let version = || Digest::of(&record.bytes);
            let subject = of(id).filter(|_| !record.identities.is_empty())?;
            Some((subject, version(), &record.identities))
        });
        let numbers = numbers.flat_map(|(subject, version, identities)| {
            let held = identities.iter();
            held.map(move |identity| (subject, version, identity))
        });
        vault::add_numbers(&mut tx, numbers).await?;
        let changed = agreement::changes(&mut tx).await? > before;
        if changed {
            let newest = subjects.values().map(|s| s.0).max().unwrap_or_default();
            agreement::link(&mut tx, File::Vault, &[b"people", &newest.to_be_bytes()]).await?;
        }
        let told = |(record, id): (&NewRecord, &Option<String>)| match record.about {
            About::Nobody => Some(None),
            About::Patient(_) | About::Alias(_) | About::Number(..) => of(id).map(Some),
        };
        let subjects: Vec<_> = records.iter().zip(&named).map(told).collect();
        let in_doubt = claims::settle(&mut tx, records, &subjects).await?;
        let revealed = claims::revealed(&mut tx, identities()).await?;
        tx.commit().await?;
        if changed {
            self.witness(File::Vault).await?;
        }
        Ok(Told {
            subjects,
            in_doubt,
            revealed,
        })
    }
}

/// What the vault knows of a batch.
pub(crate) struct Told {
    /// Of each record: `Some(None)` = about nobody; `None` = can't be told.
    pub subjects: Vec<Option<Option<Subject>>>,
    /// Of each record: it names its person by a number that is another person's.
    pub in_doubt: Vec<bool>,
    /// Records that named a number of which this batch says that it is another person's.
    pub revealed: BTreeSet<(String, String)>,
}
