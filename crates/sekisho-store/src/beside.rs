//! Codes that stand in another record: what a record points to for them, and its events made anew
//! when that comes, changes, or is taken out.
//!
//! A row of `beside` names what a version of a record points to. Whatever becomes of that (a new
//! version, a removal, a return), triggers of the bank's file mark the row as stale in the same
//! transaction; the next opening makes the events again, before anything is asked of them. The
//! events say what stands now, in every snapshot that shows the record: a drug's name is no history
//! of the person's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sekisho_model::event::EventRow;
use sekisho_model::record::{Record, Snapshot};
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::error::{Result, StoreError};
use crate::events::{self, EventOf, EventTable, Views};
use crate::ingest::NewRecord;
use crate::sql::{Bulk, Value, json_numbers};

/// How many are made again in one go.
const AT_ONCE: i64 = 2000;

/// In `kind` where the target has a name of a Bundle only.
const URN: &str = "urn";

/// A record whose events are to be made again.
#[derive(Clone, Debug)]
pub struct Stale {
    pub record: Record,
    /// How often it was marked; marked again meanwhile, it stays stale.
    marks: i64,
}

/// Its events as they are now.
pub struct Renewed {
    pub stale: Stale,
    pub events: Vec<EventRow>,
}

impl Store {
    /// Some of the records whose events are stale, with what stands beside them now; none: all
    /// stand. What has no events of its own is done with.
    pub async fn stale(&self) -> Result<Vec<Stale>> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        // Of a version that was replaced nobody asks any more.
        sqlx::query(
            "UPDATE beside SET stale = 0 WHERE stale > 0 AND row IN
                 (SELECT row FROM record WHERE subject IS NULL OR superseded IS NOT NULL)",
        )
        .execute(&mut *tx)
        .await?;
        let marked: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT row, sum(stale) FROM beside WHERE stale > 0 GROUP BY row ORDER BY row LIMIT ?",
        )
        .bind(AT_ONCE)
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        if marked.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<i64> = marked.iter().map(|(row, _)| *row).collect();
        let marks: BTreeMap<i64, i64> = marked.into_iter().collect();
        let snapshot = self.snapshot().await?;
        let records = self.versions_beside(&rows, snapshot).await?;
        let stale = records.into_iter().map(|record| Stale {
            marks: marks.get(&record.head.row).copied().unwrap_or_default(),
            record,
        });
        Ok(stale.collect())
    }

    /// Puts these events in the place of the old ones.
    pub async fn renew(&self, renewed: &[Renewed]) -> Result<()> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        let views = events::views(&mut tx).await?;
        let rows: Vec<i64> = renewed
            .iter()
            .map(|one| one.stale.record.head.row)
            .collect();
        forget(&mut tx, &views, &rows).await?;
        let all = renewed.iter().flat_map(|one| &one.events);
        let systems = events::systems(&mut tx, all.flat_map(events::systems_of).collect()).await?;
        let mut tables: BTreeMap<&str, EventTable<'_>> = BTreeMap::new();
        for one in renewed {
            let head = &one.stale.record.head;
            let (added, superseded): (i64, Option<i64>) = sqlx::query_as(
                "SELECT added, CASE WHEN out_since IS NOT NULL THEN added ELSE superseded END FROM record WHERE row = ?",
            )
            .bind(head.row)
            .fetch_one(&mut *tx)
            .await?;
            let mut next: BTreeMap<&str, i64> = BTreeMap::new();
            for row in &one.events {
                let inside = usize::try_from(row.inside).unwrap_or_default();
                let part = inside.checked_sub(1).map(|at| head.parts().get(at));
                let stamp = match part {
                    None => head.stamp(),
                    Some(Some(part)) if !part.foreign => part.stamp(),
                    // What may be about somebody else is no event of this person's.
                    Some(_) => continue,
                };
                let view = views.get(&row.view).ok_or(StoreError::OtherModel)?;
                let table = tables
                    .entry(row.view.as_str())
                    .or_insert_with(|| EventTable::new(&row.view, view, self.settings().zone));
                let place = next.entry(row.view.as_str()).or_default();
                let of = EventOf {
                    record: head.row,
                    part: std::mem::replace(place, *place + 1),
                    inside: row.inside.into(),
                    subject: head.subject.map_or(0, |subject| subject.0),
                    added,
                    superseded,
                    class: stamp.class,
                    collected: stamp.collected,
                    sealed: stamp.sealed,
                };
                table.push(of, row, &systems)?;
            }
            sqlx::query(
                "UPDATE beside SET stale = 0 WHERE row = ?1 AND (SELECT sum(stale) FROM beside WHERE row = ?1) = ?2",
            )
            .bind(head.row)
            .bind(one.stale.marks)
            .execute(&mut *tx)
            .await?;
        }
        for table in tables.into_values() {
            table.write(&mut tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Gives each record what stands beside it in a snapshot.
    pub async fn put_beside(&self, records: &mut [Record], snapshot: Snapshot) -> Result<()> {
        let rows: Vec<i64> = records.iter().map(|record| record.head.row).collect();
        let first = self.targets_of(&rows, snapshot).await?;
        if first.is_empty() {
            return Ok(());
        }
        // What those point to: a drug's ingredients.
        let between: Vec<i64> = first.values().flatten().copied().collect();
        let second = self.targets_of(&between, snapshot).await?;
        let wanted: Vec<i64> = first
            .values()
            .chain(second.values())
            .flatten()
            .copied()
            .collect();
        let mut found: BTreeMap<i64, Arc<Record>> = BTreeMap::new();
        for record in self.records_at(&wanted, snapshot).await? {
            found.insert(record.head.row, Arc::new(record));
        }
        for record in records {
            let Some(near) = first.get(&record.head.row) else {
                continue;
            };
            let far = near.iter().filter_map(|row| second.get(row)).flatten();
            let mut met = BTreeSet::from([record.head.row]);
            let rows = near.iter().chain(far).filter(|row| met.insert(**row));
            let others = rows.filter_map(|row| found.get(row).cloned());
            record.beside = others
                .filter(|other| other.head.is_open_beside(&record.head))
                .collect();
        }
        Ok(())
    }

    /// The rows that these rows point to for codes, so far as they stand in a snapshot.
    async fn targets_of(
        &self,
        rows: &[i64],
        snapshot: Snapshot,
    ) -> Result<BTreeMap<i64, Vec<i64>>> {
        let stands = format!(
            "t.added <= ?2 AND (t.superseded IS NULL OR t.superseded > ?2) AND {}",
            self.not_out("t", "?2")
        );
        let sql = format!(
            "SELECT b.row, t.row FROM beside b JOIN record t ON t.kind = b.kind AND t.source_id = b.id
             WHERE b.row IN (SELECT value FROM json_each(?1)) AND {stands}
             UNION SELECT b.row, t.row FROM beside b JOIN alias a ON a.urn = b.id
             JOIN record t ON t.kind = substr(a.target, 1, instr(a.target, '/') - 1)
                 AND t.source_id = substr(a.target, instr(a.target, '/') + 1)
             WHERE b.kind = '{URN}' AND b.row IN (SELECT value FROM json_each(?1)) AND {stands}
             ORDER BY 1, 2"
        );
        let found: Vec<(i64, i64)> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(json_numbers(rows.iter().copied()))
            .bind(snapshot.0)
            .fetch_all(&self.bank)
            .await?;
        let mut targets: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (row, target) in found {
            targets.entry(row).or_default().push(target);
        }
        Ok(targets)
    }

    /// How many current records take a code from one that has not come, or is out.
    pub async fn codes_awaited(&self) -> Result<u64> {
        let n: i64 = sqlx::query_scalar(
            "SELECT count(DISTINCT b.row) FROM beside b JOIN record r ON r.row = b.row
             WHERE r.superseded IS NULL AND r.out_since IS NULL AND r.subject IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM record t WHERE t.kind = b.kind AND t.source_id = b.id
                   AND t.superseded IS NULL AND t.out_since IS NULL)
               AND NOT EXISTS (SELECT 1 FROM alias a WHERE b.kind = 'urn' AND a.urn = b.id)",
        )
        .fetch_one(&self.bank)
        .await?;
        Ok(n as u64)
    }
}

/// Keeps what the records of a batch, from a first row on, point to for their codes.
pub(crate) async fn keep<'r>(
    connection: &mut SqliteConnection,
    taken: impl Iterator<Item = (i64, &'r NewRecord)>,
) -> Result<()> {
    let mut bulk = Bulk::new("INSERT OR IGNORE INTO beside (row, kind, id, stale)", 4, "");
    let mut first = None;
    for (row, record) in taken {
        for target in &record.beside {
            let (kind, id) = match target.split_once('/') {
                Some((kind, id)) if kind.bytes().all(|b| b.is_ascii_alphanumeric()) => (kind, id),
                _ => (URN, target.as_str()),
            };
            first = first.or(Some(row));
            bulk.push([
                Value::Integer(row),
                Value::Text(kind.to_owned()),
                Value::Text(id.to_owned()),
                Value::Integer(0),
            ]);
        }
    }
    let Some(first) = first else {
        return Ok(());
    };
    bulk.write(connection).await?;
    // What is there already, or came in the same batch. What comes later marks them itself.
    sqlx::query(
        "UPDATE beside SET stale = 1 WHERE row >= ?1 AND (
             EXISTS (SELECT 1 FROM record t WHERE t.kind = beside.kind AND t.source_id = beside.id)
             OR EXISTS (SELECT 1 FROM alias a WHERE beside.kind = 'urn' AND a.urn = beside.id))",
    )
    .bind(first)
    .execute(connection)
    .await?;
    Ok(())
}

async fn forget(connection: &mut SqliteConnection, views: &Views, rows: &[i64]) -> Result<()> {
    let rows = json_numbers(rows.iter().copied());
    for view in views.keys() {
        let table = events::table(view);
        let sql = format!("DELETE FROM {table} WHERE record IN (SELECT value FROM json_each(?))");
        sqlx::query(AssertSqlSafe(sql))
            .bind(&rows)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
