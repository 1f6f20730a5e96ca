//! What each recipient was told before: sets of people as keyed marks, never as subject numbers.
//!
//! A set is written in the transaction of the ledger entry that commits to it by digest. Clearing a
//! guard forgets nothing: sets before the clearing stay, and are no longer compared.

use sekisho_model::book::{Entry, EntryDraft};
use sekisho_model::{Digest, Instant};
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::answer::Answered;
use crate::error::{Result, StoreError};
use crate::ledger::Beside;

/// A person under a guard's key: the first 128 bits of an HMAC-SHA256 of the subject.
pub type Mark = u128;

/// A set of people whose number, or whose rows, a recipient was given.
#[derive(Clone, PartialEq, Eq)]
pub struct ReleasedSet {
    /// Sorted, each once.
    pub marks: Vec<Mark>,
    /// Rows about these people left, so that the recipient can count any part of the set.
    pub rows: bool,
}

/// The sets compared under one guard, in the order they were told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Released {
    pub sets: Vec<(Told, ReleasedSet)>,
    /// The last entry that wrote or cleared anything under the guard; 0: none.
    pub last: i64,
}

/// By which ledger entry, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    pub seq: i64,
    pub at: Instant,
}

impl ReleasedSet {
    pub fn new(mut marks: Vec<Mark>, rows: bool) -> Self {
        marks.sort_unstable();
        marks.dedup();
        Self { marks, rows }
    }

    /// What the ledger entry commits to.
    pub fn digest(&self) -> Digest {
        Digest::of_parts([&self.bytes()[..], &[u8::from(self.rows)]])
    }

    fn bytes(&self) -> Vec<u8> {
        self.marks.iter().flat_map(|m| m.to_be_bytes()).collect()
    }
}

impl std::fmt::Debug for ReleasedSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "ReleasedSet({})",
            if self.rows { "rows" } else { "count" }
        )
    }
}

/// What is compared under a guard.
pub(crate) const TOLD: &str = "SELECT r.seq, e.at, r.marks, r.whole FROM released r JOIN entry e ON e.seq = r.seq
     WHERE r.guard = ?1 AND r.seq > (SELECT coalesce(max(seq), 0) FROM guard_cleared WHERE guard = ?1)
     AND NOT EXISTS (SELECT 1 FROM untold AS u WHERE u.seq = r.seq)
     ORDER BY r.seq, r.cell";

impl Store {
    /// The sets told under a guard since it was last cleared.
    pub async fn released(&self, guard: &str) -> Result<Released> {
        let mut tx = self.ledger.begin().await?;
        let last = last_of(&mut tx, guard).await?;
        let rows: Vec<(i64, i64, Vec<u8>, i64)> =
            sqlx::query_as(TOLD).bind(guard).fetch_all(&mut *tx).await?;
        let sets = rows.into_iter().map(|(seq, at, marks, rows)| {
            let told = Told {
                seq,
                at: Instant(at),
            };
            Ok((told, set_of(&marks, rows != 0)?))
        });
        Ok(Released {
            sets: sets.collect::<Result<_>>()?,
            last,
        })
    }

    /// Appends the entry and the sets it tells, by guard, unless something was told under one of
    /// these guards after `last`; then nothing is written, and the answer must be judged again.
    pub async fn append_released(
        &self,
        draft: EntryDraft,
        now: Instant,
        sets: &[(String, Vec<ReleasedSet>)],
        seen: &[(String, i64)],
    ) -> Result<Option<Entry>> {
        self.append_answered(draft, now, sets, seen, None).await
    }

    /// The same, and the whole table as it is told.
    pub async fn append_answered(
        &self,
        draft: EntryDraft,
        now: Instant,
        sets: &[(String, Vec<ReleasedSet>)],
        seen: &[(String, i64)],
        answered: Option<&Answered<'_>>,
    ) -> Result<Option<Entry>> {
        let beside = Beside {
            sets,
            seen,
            answered,
            ..Beside::default()
        };
        let entries = self.append_beside(vec![draft], now, beside).await?;
        Ok(entries.and_then(|entries| entries.into_iter().next()))
    }

    /// Appends the entry of a steward who answers for it that the sets before it are no longer
    /// compared.
    pub async fn append_cleared(
        &self,
        draft: EntryDraft,
        now: Instant,
        guard: &str,
    ) -> Result<Entry> {
        let beside = Beside {
            cleared: Some(guard),
            ..Beside::default()
        };
        let entries = self.append_beside(vec![draft], now, beside).await?;
        let entry = entries.and_then(|entries| entries.into_iter().next());
        entry.ok_or(StoreError::Damaged("the ledger"))
    }

    /// Every guard that was ever told anything, sorted.
    pub async fn guards(&self) -> Result<Vec<String>> {
        let found = sqlx::query_scalar("SELECT DISTINCT guard FROM released ORDER BY guard");
        Ok(found.fetch_all(&self.ledger).await?)
    }
}

/// Whether nothing was told under these guards after the entries that were seen.
pub(crate) async fn none_since(tx: &mut SqliteConnection, seen: &[(String, i64)]) -> Result<bool> {
    for (guard, last) in seen {
        if last_of(tx, guard).await? != *last {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Keeps the sets that an entry tells.
pub(crate) async fn put(
    tx: &mut SqliteConnection,
    seq: i64,
    sets: &[(String, Vec<ReleasedSet>)],
) -> Result<()> {
    for (guard, sets) in sets {
        for (cell, set) in sets.iter().enumerate() {
            sqlx::query(
                "INSERT INTO released (guard, seq, cell, marks, whole) VALUES (?, ?, ?, ?, ?)",
            )
            .bind(guard)
            .bind(seq)
            .bind(cell as i64)
            .bind(set.bytes())
            .bind(i64::from(set.rows))
            .execute(&mut *tx)
            .await?;
        }
    }
    Ok(())
}

/// From this entry on, what was told under the guard before is no longer compared.
pub(crate) async fn put_cleared(tx: &mut SqliteConnection, seq: i64, guard: &str) -> Result<()> {
    sqlx::query("INSERT INTO guard_cleared (guard, seq) VALUES (?, ?)")
        .bind(guard)
        .bind(seq)
        .execute(tx)
        .await?;
    Ok(())
}

async fn last_of(connection: &mut SqliteConnection, guard: &str) -> Result<i64> {
    let found = sqlx::query_scalar(
        "SELECT max(coalesce((SELECT max(seq) FROM released WHERE guard = ?1), 0),
                    coalesce((SELECT max(seq) FROM guard_cleared WHERE guard = ?1), 0))",
    );
    Ok(found.bind(guard).fetch_one(connection).await?)
}

fn set_of(bytes: &[u8], rows: bool) -> Result<ReleasedSet> {
    let (marks, rest) = bytes.as_chunks::<16>();
    if !rest.is_empty() {
        return Err(StoreError::Damaged("a released set"));
    }
    Ok(ReleasedSet {
        marks: marks.iter().map(|m| Mark::from_be_bytes(*m)).collect(),
        rows,
    })
}
