//! The ledger's tables: one writer appends, everybody may read, nobody changes.
//!
//! An entry commits to its subjects by digest; the numbers themselves lie in a side table.

use std::collections::BTreeMap;

use sekisho_model::book::{BankTime, Entry, EntryDraft, EntryKind, Kind, Owes, subject_set_digest};
use sekisho_model::identity::Subject;
use sekisho_model::{Digest, Instant};
use sqlx::sqlite::SqliteConnection;

use crate::agreement::{Head, Part};
use crate::answer::{self, Answered};
use crate::bundle::digest_of;
use crate::error::{Result, StoreError};
use crate::lookup::{self, ENTRY, SINCE};
use crate::owed::Owed;
use crate::released::ReleasedSet;
use crate::sql::{Bulk, Value, json_texts};
use crate::{Store, owed, released, tree};

/// The first entry that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub seq: i64,
    pub what: &'static str,
}

/// After `ENTRY`: the entries that hold one person.
pub(crate) const ABOUT: &str =
    " WHERE seq IN (SELECT seq FROM entry_subject WHERE subject = ?) ORDER BY seq";

/// What stands before the first entry.
const GENESIS: Digest = Digest([0; 32]);

pub(crate) type EntryRow = (
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

/// What stands with entries in one step, and on what condition.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    /// Sets that the first entry tells, by guard.
    pub sets: &'a [(String, Vec<ReleasedSet>)],
    /// The whole table that the first entry tells.
    pub answered: Option<&'a Answered<'a>>,
    /// Only if nothing was told under these guards since.
    pub seen: &'a [(String, i64)],
    /// Only if no such entry came since.
    pub unless: Option<Unless<'a>>,
    /// Entries whose sets are no longer compared: others took their place, or nothing left.
    pub untold: &'a [i64],
    /// The guard whose sets before the first entry a steward has cleared.
    pub cleared: Option<&'a str>,
    /// What the first entry owes the bank.
    pub owed: Option<&'a Owed>,
    /// The first entry is a copy: what a no that came meanwhile brings about is still to be asked.
    pub unsettled: bool,
}

/// Entries of these kinds, of this delivery where one is named, with a number above `after`.
#[derive(Clone, Copy)]
pub struct Unless<'a> {
    pub kinds: &'a [EntryKind],
    pub delivery: Option<&'a str>,
    pub after: i64,
}

impl Store {
    /// Numbers, dates and chains a draft. Its `at` is never before the bank's time.
    pub async fn append(&self, draft: EntryDraft, now: Instant) -> Result<Entry> {
        let entries = self.append_all(vec![draft], now).await?;
        let entry = entries.into_iter().next();
        entry.ok_or(StoreError::Damaged("the ledger"))
    }

    /// The same for several drafts: all of them stand, in this order, or none does.
    pub async fn append_all(&self, drafts: Vec<EntryDraft>, now: Instant) -> Result<Vec<Entry>> {
        let entries = self.append_beside(drafts, now, Beside::default()).await?;
        Ok(entries.unwrap_or_default())
    }

    /// Entries and what stands with them. `None`: a condition did not hold, and nothing was written.
    pub async fn append_beside(
        &self,
        drafts: Vec<EntryDraft>,
        now: Instant,
        beside: Beside<'_>,
    ) -> Result<Option<Vec<Entry>>> {
        let mut tx = self.ledger.begin_with("BEGIN IMMEDIATE").await?;
        if !released::none_since(&mut tx, beside.seen).await?
            || !none_of(&mut tx, beside.unless).await?
        {
            return Ok(None);
        }
        let mut entries = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let first = entries.is_empty();
            let owed = beside.owed.filter(|_| first).map(Owed::json).transpose()?;
            let owes = owed.as_ref().map(|json| Owes {
                sha256: Digest::of(json.as_bytes()),
            });
            let entry = append_one(&mut tx, self.named(draft), owes.as_ref(), now).await?;
            if let Some(json) = owed {
                owed::put(&mut tx, entry.seq, &json).await?;
            }
            if first {
                released::put(&mut tx, entry.seq, beside.sets).await?;
                if let Some(answered) = beside.answered {
                    answer::keep(&mut tx, answered, entry.seq).await?;
                }
                if let Some(guard) = beside.cleared {
                    released::put_cleared(&mut tx, entry.seq, guard).await?;
                }
                if beside.unsettled {
                    sqlx::query("INSERT INTO unsettled (seq) VALUES (?)")
                        .bind(entry.seq)
                        .execute(&mut *tx)
                        .await?;
                }
            }
            entries.push(entry);
        }
        for seq in beside.untold {
            sqlx::query("INSERT OR IGNORE INTO untold (seq) VALUES (?)")
                .bind(seq)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        self.seen_outside(entries.last()).await;
        Ok(Some(entries))
    }

    /// Copies whose recalls are not settled yet.
    pub async fn unsettled(&self) -> Result<Vec<i64>> {
        let found = sqlx::query_scalar("SELECT seq FROM unsettled ORDER BY seq");
        Ok(found.fetch_all(&self.ledger).await?)
    }

    /// What a no that came while this copy was made brings about stands, and is asked no more.
    pub async fn append_settling(
        &self,
        copy: i64,
        drafts: Vec<EntryDraft>,
        now: Instant,
    ) -> Result<()> {
        let mut tx = self.ledger.begin_with("BEGIN IMMEDIATE").await?;
        let open = sqlx::query("DELETE FROM unsettled WHERE seq = ?")
            .bind(copy)
            .execute(&mut *tx)
            .await?;
        let mut last = None;
        if open.rows_affected() == 1 {
            for draft in drafts {
                last = Some(append_one(&mut tx, self.named(draft), None, now).await?);
            }
        }
        tx.commit().await?;
        self.seen_outside(last.as_ref()).await;
        Ok(())
    }

    /// The other files, and the mark outside, see how far the ledger has come. The entry stands
    /// already: that it could not be seen is no fault of whoever wrote it, and the next opening
    /// makes up for it.
    async fn seen_outside(&self, last: Option<&Entry>) {
        let Some(last) = last else {
            return;
        };
        let _ = self.witness(Part::Ledger).await;
        if let Some(outside) = &self.outside {
            outside.saw(Head {
                n: last.seq,
                digest: last.digest,
            });
        }
    }

    /// Whether every entry since the last look is what was written; then the look is remembered.
    /// The first look is from the beginning.
    pub async fn verify_since(&self) -> Result<std::result::Result<(), Broken>> {
        let known: Option<(i64, Vec<u8>, Option<i64>)> =
            sqlx::query_as("SELECT seq, digest, reached FROM verified WHERE one = 1")
                .fetch_optional(&self.bank)
                .await?;
        let start = match known {
            None => Start::GENESIS,
            Some((from, digest, reached)) => Start {
                from,
                previous: digest_of(digest)?,
                time: BankTime::kept(reached.map(Instant)),
            },
        };
        let sql = format!("{ENTRY} WHERE seq >= ? ORDER BY seq");
        let rows: Vec<EntryRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(start.from)
            .fetch_all(&self.ledger)
            .await?;
        let mut entries = Vec::with_capacity(rows.len());
        let mut subjects = BTreeMap::new();
        for row in rows {
            let seq = row.0;
            // An entry that can't even be read is not what was written.
            let Ok(entry) = entry_of(row) else {
                return Ok(Err(Broken {
                    seq,
                    what: "its content was changed",
                }));
            };
            subjects.insert(seq, self.subjects_of_entry(seq).await?);
            entries.push(entry);
        }
        let beside = |seq: i64| subjects.get(&seq).cloned().unwrap_or_default();
        let reached = match verify_after(&start, &entries, &beside) {
            Ok(reached) => reached,
            Err(broken) => return Ok(Err(broken)),
        };
        if let Some(last) = entries.last() {
            sqlx::query(
                "INSERT INTO verified (one, seq, digest, reached) VALUES (1, ?, ?, ?)
                 ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, digest = excluded.digest,
                     reached = excluded.reached
                 WHERE excluded.seq > seq",
            )
            .bind(last.seq)
            .bind(&last.digest.0[..])
            .bind(reached.at().map(|at| at.0))
            .execute(&self.bank)
            .await?;
        }
        Ok(Ok(()))
    }

    /// All entries, oldest first: for whoever verifies or lists the whole ledger. Others ask for what
    /// they need (see `lookup`).
    pub async fn entries(&self) -> Result<Vec<Entry>> {
        let sql = format!("{ENTRY} ORDER BY seq");
        let rows: Vec<EntryRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .fetch_all(&self.ledger)
            .await?;
        rows.into_iter().map(entry_of).collect()
    }

    /// The entries that concern this person, oldest first.
    pub async fn entries_about(&self, subject: Subject) -> Result<Vec<Entry>> {
        let sql = format!("{ENTRY}{ABOUT}");
        let rows: Vec<EntryRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(subject.0)
            .fetch_all(&self.ledger)
            .await?;
        rows.into_iter().map(entry_of).collect()
    }

    /// One entry by its number.
    pub async fn entry(&self, seq: i64) -> Result<Option<Entry>> {
        let sql = format!("{ENTRY} WHERE seq = ?");
        let row: Option<EntryRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
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
    owes: Option<&Owes>,
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
    let kind = Kind::from(draft.kind());
    let at = time.date_of(&kind, now);
    let text = draft
        .text(owes)
        .map_err(|_| StoreError::Damaged("a ledger entry"))?;
    let EntryDraft {
        who,
        fact,
        mut subjects,
    } = draft;
    subjects.sort_unstable();
    subjects.dedup();
    let mut entry = Entry {
        seq,
        at,
        kind,
        who,
        text,
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
    .bind(entry.kind.stored())
    .bind(&entry.who)
    .bind(&entry.text)
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
    lookup::put(tx, seq, &fact).await?;
    tree::grow(tx, &entry).await?;
    let after = time.after(&entry.kind, entry.at);
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
    verify_after(&Start::GENESIS, entries, subjects_of).map(|_| ())
}

/// An entry that was found whole before, or what stands before the first.
struct Start {
    from: i64,
    previous: Digest,
    /// The bank's time after it.
    time: BankTime,
}

impl Start {
    const GENESIS: Self = Self {
        from: 0,
        previous: GENESIS,
        time: BankTime::BEGINNING,
    };
}

/// `entries` begin with the one that was found whole before, where there is one. Returns the bank's
/// time after the last.
fn verify_after(
    start: &Start,
    entries: &[Entry],
    subjects_of: &dyn Fn(i64) -> Vec<i64>,
) -> std::result::Result<BankTime, Broken> {
    let broken = |seq, what| Err(Broken { seq, what });
    let (mut previous, mut time, mut seq) = (start.previous, start.time, start.from);
    let mut rest = entries;
    if start.from > 0 {
        match entries.split_first() {
            Some((known, after)) if known.seq == start.from && known.digest == previous => {
                rest = after;
                whole(known, subjects_of)?;
            }
            _ => return broken(start.from, "it is not the entry that was there before"),
        }
    }
    for entry in rest {
        if entry.seq != seq + 1 {
            return broken(entry.seq, "an entry is missing before it");
        }
        if entry.previous != previous {
            return broken(entry.seq, "it does not follow from the entry before it");
        }
        whole(entry, subjects_of)?;
        if time.date_of(&entry.kind, entry.at) != entry.at {
            return broken(
                entry.seq,
                "it is dated before the time that the bank had reached",
            );
        }
        (previous, time, seq) = (entry.digest, time.after(&entry.kind, entry.at), entry.seq);
    }
    Ok(time)
}

/// Whether one entry, and the persons beside it, are what its digest says.
fn whole(entry: &Entry, subjects_of: &dyn Fn(i64) -> Vec<i64>) -> std::result::Result<(), Broken> {
    let broken = |what| {
        Err(Broken {
            seq: entry.seq,
            what,
        })
    };
    if entry.digest != entry.compute_digest() {
        return broken("its content was changed");
    }
    let subjects = subjects_of(entry.seq);
    if subject_set_digest(&subjects) != entry.subjects
        || subjects.len() as u64 != entry.subject_count
    {
        return broken("the persons beside it were changed");
    }
    Ok(())
}

/// Whether no such entry came.
async fn none_of(tx: &mut SqliteConnection, unless: Option<Unless<'_>>) -> Result<bool> {
    let Some(unless) = unless else {
        return Ok(true);
    };
    let found: bool = sqlx::query_scalar(SINCE)
        .bind(unless.after)
        .bind(words_of(unless.kinds))
        .bind(unless.delivery)
        .fetch_one(tx)
        .await?;
    Ok(!found)
}

/// Kinds as a statement takes a list of them.
pub(crate) fn words_of(kinds: &[EntryKind]) -> String {
    let words: Vec<String> = kinds
        .iter()
        .map(|kind| Kind::from(*kind).stored())
        .collect();
    json_texts(words.iter().map(String::as_str))
}

pub(crate) fn entry_of(
    (seq, at, kind, who, text, subjects, count, previous, digest): EntryRow,
) -> Result<Entry> {
    let word: String =
        serde_json::from_str(&kind).map_err(|_| StoreError::Damaged("a ledger entry"))?;
    Ok(Entry {
        seq,
        at: Instant(at),
        kind: Kind::of_word(&word),
        who,
        text,
        subjects: digest_of(subjects)?,
        subject_count: u64::try_from(count).map_err(|_| StoreError::Damaged("a ledger entry"))?,
        previous: digest_of(previous)?,
        digest: digest_of(digest)?,
    })
}
