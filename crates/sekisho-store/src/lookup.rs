//! Questions to the ledger that read no more of it than their answer: by kind, delivery, permit,
//! recall, removal and scope. Their cost does not grow with what else is in it.
//!
//! What is looked up by is computed by the database from the stored text, so it can't be out of step
//! with it. Two lists stand beside the entries: how many there are of each kind, and the permits
//! whose delivery has no end yet. Both are made anew from the entries where a ledger has none.

use sekisho_model::book::{Entry, EntryKind, Fact, Ingested, Kind, Permit};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnection;

use crate::error::Result;
use crate::ledger::{EntryRow, entry_of, words_of};
use crate::{Store, schema};

/// The columns of an entry, in the order in which a row is read.
pub(crate) const ENTRY: &str =
    "SELECT seq, at, kind, who, facts, subjects, subject_count, previous, digest FROM entry";

/// After `ENTRY`: which entries, in which order.
mod which {
    pub const KINDS: &str = " WHERE seq IN (SELECT e.seq FROM json_each(?) AS k JOIN entry AS e ON e.kind = k.value) ORDER BY seq";
    pub const NEWEST: &str = " WHERE kind = ? ORDER BY seq DESC LIMIT ?";
    pub const DELIVERY: &str =
        " WHERE delivery = ?2 AND kind IN (SELECT value FROM json_each(?1)) ORDER BY seq";
    pub const PERMIT: &str = " WHERE permit = ? AND kind = ? ORDER BY seq DESC LIMIT 1";
    pub const RECALL: &str = " WHERE recall = ? ORDER BY seq";
    pub const REMOVAL: &str =
        " WHERE removal = ?2 AND kind IN (SELECT value FROM json_each(?1)) ORDER BY seq";
    pub const SCOPE: &str = " WHERE scope = ? AND kind = ? ORDER BY seq";
}

const LAST: &str = "SELECT coalesce(max(seq), 0) FROM entry WHERE kind = ?";
const OPEN: &str = "SELECT seq FROM open_permit ORDER BY seq";
const TALLY: &str = "SELECT entries FROM tally WHERE kind = ?";
pub(crate) const SINCE: &str = "SELECT EXISTS (SELECT 1 FROM entry WHERE seq > ?1 AND kind IN (SELECT value FROM json_each(?2))
     AND (?3 IS NULL OR delivery = ?3))";

impl Store {
    /// Every entry of these kinds, oldest first.
    pub async fn of_kinds(&self, kinds: &[EntryKind]) -> Result<Vec<Entry>> {
        let sql = format!("{ENTRY}{}", which::KINDS);
        let rows = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(words_of(kinds));
        entries_of(rows.fetch_all(&self.ledger).await?)
    }

    /// The newest entries of this kind, newest first.
    pub async fn newest_of(&self, kind: EntryKind, count: u32) -> Result<Vec<Entry>> {
        let sql = format!("{ENTRY}{}", which::NEWEST);
        let rows = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(Kind::from(kind).stored())
            .bind(count);
        entries_of(rows.fetch_all(&self.ledger).await?)
    }

    /// How many entries of this kind there are.
    pub async fn how_many(&self, kind: EntryKind) -> Result<u64> {
        let found: Option<i64> = sqlx::query_scalar(TALLY)
            .bind(Kind::from(kind).stored())
            .fetch_optional(&self.ledger)
            .await?;
        Ok(found.map_or(0, i64::unsigned_abs))
    }

    /// The number of the last entry of one of these kinds; 0: none.
    pub async fn last_of(&self, kinds: &[EntryKind]) -> Result<i64> {
        let mut last = 0;
        for kind in kinds {
            let found: i64 = sqlx::query_scalar(LAST)
                .bind(Kind::from(*kind).stored())
                .fetch_one(&self.ledger)
                .await?;
            last = last.max(found);
        }
        Ok(last)
    }

    /// Entries of these kinds about this delivery, oldest first.
    pub async fn of_delivery(&self, delivery: &str, kinds: &[EntryKind]) -> Result<Vec<Entry>> {
        let sql = format!("{ENTRY}{}", which::DELIVERY);
        let rows = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(words_of(kinds))
            .bind(delivery);
        entries_of(rows.fetch_all(&self.ledger).await?)
    }

    /// The last entry of this kind about this permit.
    pub async fn of_permit(&self, kind: EntryKind, permit: i64) -> Result<Option<Entry>> {
        let sql = format!("{ENTRY}{}", which::PERMIT);
        let row: Option<EntryRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(permit)
            .bind(Kind::from(kind).stored())
            .fetch_optional(&self.ledger)
            .await?;
        row.map(entry_of).transpose()
    }

    /// Permits of deliveries that nobody has said the end of.
    pub async fn open_permits(&self) -> Result<Vec<i64>> {
        Ok(sqlx::query_scalar(OPEN).fetch_all(&self.ledger).await?)
    }

    /// What the ledger has of the recall with this name, oldest first.
    pub async fn of_recall(&self, id: &str) -> Result<Vec<Entry>> {
        let sql = format!("{ENTRY}{}", which::RECALL);
        let rows = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id);
        entries_of(rows.fetch_all(&self.ledger).await?)
    }

    /// What was decided about this removal, oldest first.
    pub async fn of_removal(&self, removal: i64) -> Result<Vec<Entry>> {
        let sql = format!("{ENTRY}{}", which::REMOVAL);
        let kinds = [EntryKind::RecordsRetired, EntryKind::WaitingDecided];
        let rows = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(words_of(&kinds))
            .bind(removal);
        entries_of(rows.fetch_all(&self.ledger).await?)
    }

    /// Entries of this kind about this scope, oldest first.
    pub async fn of_scope(&self, kind: EntryKind, scope: &str) -> Result<Vec<Entry>> {
        let sql = format!("{ENTRY}{}", which::SCOPE);
        let rows = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(scope)
            .bind(Kind::from(kind).stored());
        entries_of(rows.fetch_all(&self.ledger).await?)
    }

    /// The snapshot that the last entry about an ingest names; 0: none.
    pub async fn snapshot_in_ledger(&self) -> Result<i64> {
        let newest = self.newest_of(EntryKind::Ingested, 1).await?;
        let told = newest.first().map(Entry::told::<Ingested>).transpose()?;
        Ok(told.flatten().map_or(0, |told| told.snapshot()))
    }

    /// Whether the indices and the two lists say what the entries say. Reads all of it.
    pub async fn lookups_agree(&self) -> Result<bool> {
        let whole: String = sqlx::query_scalar("PRAGMA integrity_check(1)")
            .fetch_one(&self.ledger)
            .await?;
        let differ: bool = sqlx::query_scalar(schema::LOOKUPS_DIFFER)
            .fetch_one(&self.ledger)
            .await?;
        Ok(whole == "ok" && !differ)
    }
}

fn entries_of(rows: Vec<EntryRow>) -> Result<Vec<Entry>> {
    rows.into_iter().map(entry_of).collect()
}

/// Gives a ledger that has none what it is looked up by.
pub(crate) async fn install(ledger: &SqlitePool) -> Result<()> {
    let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'tally')";
    if sqlx::query_scalar(there).fetch_one(ledger).await? {
        return Ok(());
    }
    let mut tx = ledger.begin_with("BEGIN IMMEDIATE").await?;
    // Whoever was quicker has done it.
    if !sqlx::query_scalar(there).fetch_one(&mut *tx).await? {
        sqlx::raw_sql(schema::LOOKUPS).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The two lists after one more entry.
pub(crate) async fn put(tx: &mut SqliteConnection, seq: i64, fact: &Fact) -> Result<()> {
    sqlx::query(
        "INSERT INTO tally (kind, entries) VALUES (?, 1)
         ON CONFLICT (kind) DO UPDATE SET entries = entries + 1",
    )
    .bind(Kind::from(fact.kind()).stored())
    .execute(&mut *tx)
    .await?;
    let (sql, permit) = match fact {
        Fact::Permit(permit) if matches!(**permit, Permit::Extract(_)) => {
            ("INSERT INTO open_permit (seq) VALUES (?)", seq)
        }
        Fact::Delivered(told) => (CLOSED, told.of.permit),
        Fact::Aborted(told) => (CLOSED, told.permit),
        Fact::MayHaveLeft(told) => (CLOSED, told.of.left().permit),
        _ => return Ok(()),
    };
    sqlx::query(sql).bind(permit).execute(tx).await?;
    Ok(())
}

const CLOSED: &str = "DELETE FROM open_permit WHERE seq = ?";

#[cfg(test)]
mod tests {
    use sqlx::Connection as _;

    use super::*;

    /// Every question of the ledger that is asked while something leaves, is counted or is shown.
    #[tokio::test]
    async fn no_question_walks_through_the_ledger() {
        let options = sqlx::sqlite::SqliteConnectOptions::new().in_memory(true);
        let mut ledger = SqliteConnection::connect_with(&options).await.unwrap();
        for ddl in [schema::LEDGER, schema::LOOKUPS] {
            sqlx::raw_sql(ddl).execute(&mut ledger).await.unwrap();
        }
        let about = crate::ledger::ABOUT;
        let of = |which: &str| format!("{ENTRY}{which}");
        for sql in [
            of(which::KINDS),
            of(which::NEWEST),
            of(which::DELIVERY),
            of(which::PERMIT),
            of(which::RECALL),
            of(which::REMOVAL),
            of(which::SCOPE),
            of(about),
            of(" WHERE seq = ?"),
            LAST.to_owned(),
            TALLY.to_owned(),
            SINCE.to_owned(),
            crate::released::TOLD.to_owned(),
            crate::staging::LEFT.to_owned(),
        ] {
            let plan: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")))
                    .fetch_all(&mut ledger)
                    .await
                    .unwrap();
            for (.., step) in &plan {
                // A list that was given, and folders that still lie somewhere, are walked through.
                let short = [
                    "k ",
                    "json_each ",
                    "CONSTANT ROW",
                    "staging USING INDEX staging_left",
                ];
                let scanned = step.strip_prefix("SCAN ");
                let walks = scanned.is_some_and(|of| !short.iter().any(|s| of.starts_with(s)));
                assert!(!walks, "{sql}\n{plan:#?}");
            }
        }
    }
}
