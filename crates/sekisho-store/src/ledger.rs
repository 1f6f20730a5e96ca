//! The ledger's tables: one writer appends, everybody may read, nobody changes.
//!
//! An entry commits to its subjects by digest; the numbers themselves lie in a side table.

use sekisho_model::identity::Subject;
use sekisho_model::ledger::{BankTime, Entry, EntryDraft, subject_set_digest};
use sekisho_model::{Digest, Instant};
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::bundle::digest_of;
use crate::error::{Result, StoreError};
use crate::sql::{Bulk, Value};

/// The first entry that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub seq: i64,
    pub what: &'static str,
}

/// What stands before the first entry.
const GENESIS: Digest = Digest([0; 32]);

type EntryRow = (
    i64,
    i64,
    String,
    String,
    String,
    Vec<u8>,
    i64,
    Vec<u8>,
    Vec<u8>,
);

impl Store {
    /// Numbers, dates and chains a draft. Its `at` is never before the bank's time.
    pub async fn append(&self, draft: EntryDraft, now: Instant) -> Result<Entry> {
        let mut tx = self.ledger.begin_with("BEGIN IMMEDIATE").await?;
        let entry = append_one(&mut tx, self.named(draft), now).await?;
        tx.commit().await?;
        Ok(entry)
    }

    /// The same for several drafts: all of them stand, in this order, or none does.
    pub async fn append_all(&self, drafts: Vec<EntryDraft>, now: Instant) -> Result<Vec<Entry>> {
        let mut tx = self.ledger.begin_with("BEGIN IMMEDIATE").await?;
        let mut entries = Vec::with_capacity(drafts.len());
        for draft in drafts {
            entries.push(append_one(&mut tx, self.named(draft), now).await?);
        }
        tx.commit().await?;
        Ok(entries)
    }

    /// All entries, oldest first.
    pub async fn entries(&self) -> Result<Vec<Entry>> {
        let rows: Vec<EntryRow> = sqlx::query_as(
            "SELECT seq, at, kind, who, facts, subjects, subject_count, previous, digest FROM entry ORDER BY seq",
        )
        .fetch_all(&self.ledger)
        .await?;
        rows.into_iter().map(entry_of).collect()
    }

    /// The entries that concern this person, oldest first.
    pub async fn entries_about(&self, subject: Subject) -> Result<Vec<Entry>> {
        let rows: Vec<EntryRow> = sqlx::query_as(
            "SELECT seq, at, kind, who, facts, subjects, subject_count, previous, digest FROM entry
             WHERE seq IN (SELECT seq FROM entry_subject WHERE subject = ?) ORDER BY seq",
        )
        .bind(subject.0)
        .fetch_all(&self.ledger)
        .await?;
        rows.into_iter().map(entry_of).collect()
    }

    /// One entry by its number.
    pub async fn entry(&self, seq: i64) -> Result<Option<Entry>> {
        let row: Option<EntryRow> = sqlx::query_as(
            "SELECT seq, at, kind, who, facts, subjects, subject_count, previous, digest FROM entry WHERE seq = ?",
        )
        .bind(seq)
        .fetch_optional(&self.ledger)
        .await?;
        row.map(entry_of).transpose()
    }

    pub async fn subjects_of_entry(&self, seq: i64) -> Result<Vec<i64>> {
        let found =
            sqlx::query_scalar("SELECT subject FROM entry_subject WHERE seq = ? ORDER BY subject");
        Ok(found.bind(seq).fetch_all(&self.ledger).await?)
    }

    /// No entry is nobody's: a draft that names nobody gets whoever runs this process.
    pub(crate) fn named(&self, mut draft: EntryDraft) -> EntryDraft {
        if draft.who.is_empty() {
            draft.who = self.actor.to_string();
        }
        draft
    }

    /// The time that the bank believes: see [`BankTime`].
    pub async fn bank_time(&self) -> Result<BankTime> {
        let mut connection = self.ledger.acquire().await?;
        time_in(&mut connection).await
    }
}

/// Appends within a transaction that holds the ledger's write lock.
pub(crate) async fn append_one(
    tx: &mut SqliteConnection,
    draft: EntryDraft,
    now: Instant,
) -> Result<Entry> {
    let last: Option<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT seq, digest FROM entry ORDER BY seq DESC LIMIT 1")
            .fetch_optional(&mut *tx)
            .await?;
    let (seq, previous) = match last {
        None => (1, GENESIS),
        Some((seq, digest)) => (seq + 1, digest_of(digest)?),
    };
    let time = time_in(tx).await?;
    let at = time.date_of(draft.kind, now);
    let mut subjects = draft.subjects;
    subjects.sort_unstable();
    subjects.dedup();
    let mut entry = Entry {
        seq,
        at,
        kind: draft.kind,
        who: draft.who,
        facts: draft.facts,
        subjects: subject_set_digest(&subjects),
        subject_count: subjects.len() as u64,
        previous,
        digest: GENESIS,
    };
    entry.digest = entry.compute_digest();
    sqlx::query(
        "INSERT INTO entry (seq, at, kind, who, facts, subjects, subject_count, previous, digest)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(entry.seq)
    .bind(entry.at.0)
    .bind(json(&entry.kind)?)
    .bind(&entry.who)
    .bind(json(&entry.facts)?)
    .bind(&entry.subjects.0[..])
    .bind(entry.subject_count as i64)
    .bind(&entry.previous.0[..])
    .bind(&entry.digest.0[..])
    .execute(&mut *tx)
    .await?;
    let mut rows = Bulk::new("INSERT INTO entry_subject (seq, subject)", 2, "");
    subjects
        .iter()
        .for_each(|subject| rows.push([Value::Integer(seq), Value::Integer(*subject)]));
    rows.write(tx).await?;
    let after = time.after(entry.kind, entry.at);
    if after != time {
        sqlx::query("INSERT OR REPLACE INTO bank_time (only, at) VALUES (1, ?)")
            .bind(after.at().map(|at| at.0))
            .execute(&mut *tx)
            .await?;
    }
    Ok(entry)
}

async fn time_in(connection: &mut SqliteConnection) -> Result<BankTime> {
    let kept: Option<i64> = sqlx::query_scalar("SELECT at FROM bank_time")
        .fetch_optional(connection)
        .await?;
    Ok(BankTime::kept(kept.map(Instant)))
}

/// Whether the chain is whole. `subjects_of` gives the subject numbers kept beside an entry.
pub fn verify(
    entries: &[Entry],
    subjects_of: &dyn Fn(i64) -> Vec<i64>,
) -> std::result::Result<(), Broken> {
    let (mut previous, mut time) = (GENESIS, BankTime::default());
    for (n, entry) in entries.iter().enumerate() {
        let broken = |what| {
            Err(Broken {
                seq: entry.seq,
                what,
            })
        };
        let subjects = subjects_of(entry.seq);
        if entry.seq != n as i64 + 1 {
            return broken("an entry is missing before it");
        }
        if entry.previous != previous {
            return broken("it does not follow from the entry before it");
        }
        if entry.digest != entry.compute_digest() {
            return broken("its content was changed");
        }
        if time.date_of(entry.kind, entry.at) != entry.at {
            return broken("it is dated before the time that the bank had reached");
        }
        if subject_set_digest(&subjects) != entry.subjects
            || subjects.len() as u64 != entry.subject_count
        {
            return broken("the persons beside it were changed");
        }
        (previous, time) = (entry.digest, time.after(entry.kind, entry.at));
    }
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| StoreError::Damaged("a ledger entry"))
}

fn entry_of(
    (seq, at, kind, who, facts, subjects, count, previous, digest): EntryRow,
) -> Result<Entry> {
    let damaged = |_| StoreError::Damaged("a ledger entry");
    Ok(Entry {
        seq,
        at: Instant(at),
        kind: serde_json::from_str(&kind).map_err(damaged)?,
        who,
        facts: serde_json::from_str(&facts).map_err(damaged)?,
        subjects: digest_of(subjects)?,
        subject_count: u64::try_from(count).map_err(|_| StoreError::Damaged("a ledger entry"))?,
        previous: digest_of(previous)?,
        digest: digest_of(digest)?,
    })
}
