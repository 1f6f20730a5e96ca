//! Taking records in, a batch at a time: blobs, then the vault, then the bank with its marker.
//!
//! Each database has one transaction. A crash between them loses nothing and doubles nothing: a
//! subject is made once per Patient id, a blob is named by its digest, and the marker that says how
//! far the file was read stands in the same transaction as the records.

pub(crate) mod blocks;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::event::EventRow;
use sekisho_model::identity::Subject;
use sekisho_model::record::{Collected, Snapshot};
use sekisho_model::{DataClass, Digest, Instant};

use crate::agreement::{self, Part};
use crate::error::{Result, StoreError};
use crate::sql::json_texts;
use crate::{QuarantineRow, Store, vault};

/// Whom a record is about, in the source's words.
#[derive(Clone, PartialEq, Eq)]
pub enum About {
    Nobody,
    /// A Patient's resource id.
    Patient(String),
    /// `urn:uuid:…` of a Patient that some Bundle named.
    Alias(String),
}

/// An identifier that the source gives a person; it goes to the vault only.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceIdentity {
    pub system: String,
    pub value: String,
}

/// A record ready to be kept.
#[derive(Clone)]
pub struct NewRecord {
    pub kind: String,
    pub source_id: String,
    pub about: About,
    pub class: DataClass,
    pub collected: Collected,
    pub bytes: Vec<u8>,
    pub events: Vec<EventRow>,
    /// Only of a Patient.
    pub identities: Vec<SourceIdentity>,
    /// `urn:uuid:…` by which its Bundle named it.
    pub alias: Option<String>,
    /// Where it stood, should it have to go to quarantine.
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
}

/// Records that go in together or not at all.
pub struct IngestBatch {
    pub at: Instant,
    pub records: Vec<NewRecord>,
    pub quarantine: Vec<QuarantineRow>,
    /// Written last, in the same transaction as the records.
    pub position: Option<Position>,
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
        let subjects = self.identify(&batch.records, &aliases).await?;
        write::write(self, batch, &subjects).await
    }

    /// How far a file with this digest was read, if ever.
    pub async fn position_of(&self, file: &Digest) -> Result<Option<Position>> {
        let found: Option<(String, i64, i64, bool, String)> = sqlx::query_as(
            "SELECT name, offset, line, complete, seen FROM ingest_file WHERE digest = ?",
        )
        .bind(&file.0[..])
        .fetch_optional(&self.bank)
        .await?;
        let Some((name, offset, line, complete, seen)) = found else {
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
        }))
    }

    /// `urn:uuid:…` -> Patient id, from this batch and from earlier Bundles. One that ever meant two
    /// Patients means none.
    async fn patients_by_alias(&self, records: &[NewRecord]) -> Result<BTreeMap<String, String>> {
        let wanted: BTreeSet<&str> = records
            .iter()
            .filter_map(|record| match &record.about {
                About::Alias(urn) => Some(urn.as_str()),
                About::Nobody | About::Patient(_) => None,
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

    /// The subject of each record: `None` = about nobody; absent from the list = can't be told.
    async fn identify(
        &self,
        records: &[NewRecord],
        aliases: &BTreeMap<String, String>,
    ) -> Result<Vec<Option<Option<Subject>>>> {
        let patient = |record: &'_ NewRecord| match &record.about {
            About::Nobody => None,
            About::Patient(id) => Some(id.clone()),
            About::Alias(urn) => aliases.get(urn).cloned(),
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
        let identities = records
            .iter()
            .zip(&named)
            .filter_map(|(record, id)| Some((of(id)?, &record.identities)))
            .flat_map(|(subject, identities)| {
                identities.iter().map(move |identity| (subject, identity))
            });
        vault::add_identities(&mut tx, identities).await?;
        let changed = agreement::changes(&mut tx).await? > before;
        if changed {
            let newest = subjects.values().map(|s| s.0).max().unwrap_or_default();
            agreement::link(&mut tx, Part::Vault, &[b"people", &newest.to_be_bytes()]).await?;
        }
        tx.commit().await?;
        if changed {
            self.witness(Part::Vault).await?;
        }
        let told = |(record, id): (&NewRecord, &Option<String>)| match record.about {
            About::Nobody => Some(None),
            About::Patient(_) | About::Alias(_) => of(id).map(Some),
        };
        Ok(records.iter().zip(&named).map(told).collect())
    }
}
