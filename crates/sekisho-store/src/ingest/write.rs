//! The bank's transaction of one batch.

use std::collections::BTreeMap;

use sekisho_model::identity::Subject;
use sekisho_model::record::Snapshot;
use sekisho_model::{Digest, Instant, Text};
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;

use super::blocks::{Packer, RECORD_IN_BLOCK_MAX};
use super::{BatchReceipt, IngestBatch, NewRecord, Outcome, Position};
use crate::agreement::{self, Part};
use crate::bundle::digest_of;
use crate::error::{Result, StoreError};
use crate::events::{self, EventOf, EventTable, Views};
use crate::records::{NOBODY, collected_columns};
use crate::sql::{Bulk, Value, json_numbers, json_texts};
use crate::{QuarantineRow, Store, quarantine};

/// `subjects[i]`: whom `records[i]` is about; `None` = it can't be told.
pub(super) async fn write(
    store: &Store,
    batch: IngestBatch,
    subjects: &[Option<Option<Subject>>],
) -> Result<BatchReceipt> {
    let IngestBatch {
        at,
        records,
        mut quarantine,
        position,
    } = batch;
    let mut tx = store.bank.begin_with("BEGIN IMMEDIATE").await?;
    let views = events::views(&mut tx).await?;
    let mut taking = Taking::new(&mut tx, &records).await?;
    for (record, subject) in records.iter().zip(subjects) {
        match subject {
            Some(subject) => taking.take(record, subject.map(|s| s.0)),
            None => {
                taking.outcome(record).quarantined += 1;
                quarantine.push(unknown_person(record, at));
            }
        }
    }
    let snapshot = taking.snapshot(&mut tx, at).await?;
    taking.write_records(&mut tx, snapshot).await?;
    taking
        .write_events(&mut tx, snapshot, &views, store)
        .await?;
    taking.write_aliases(&mut tx).await?;
    quarantine::write(&mut tx, &quarantine).await?;
    if let Some(position) = position {
        mark(&mut tx, &position).await?;
    }
    if !taking.taken.is_empty() {
        let read: Vec<&[u8]> = taking.taken.iter().map(|t| &t.digest.0[..]).collect();
        let what = Digest::of_parts(read);
        agreement::link(&mut tx, Part::Bank, &[b"records", &what.0]).await?;
    }
    tx.commit().await?;
    if !taking.taken.is_empty() {
        store.witness(Part::Bank).await?;
    }
    Ok(BatchReceipt {
        snapshot: Snapshot(snapshot),
        by_kind: taking.outcomes,
    })
}

fn unknown_person(record: &NewRecord, at: Instant) -> QuarantineRow {
    QuarantineRow {
        file: record.file.clone(),
        line: record.line,
        reason: Text::new(
            "対象者が患者として特定できません",
            "whom it is about can't be told to be one of the bank's patients",
        ),
        at,
    }
}

/// What a batch adds to what is known.
struct Taking<'r> {
    /// By type and id.
    known: BTreeMap<&'r str, BTreeMap<&'r str, Known>>,
    taken: Vec<Taken<'r>>,
    /// Rows of earlier batches that a new version replaces.
    retired: Vec<i64>,
    next_row: i64,
    outcomes: BTreeMap<String, Outcome>,
}

#[derive(Default)]
struct Known {
    versions: Vec<Digest>,
    current: Option<Current>,
}

#[derive(Clone, Copy)]
enum Current {
    /// Row of an earlier batch.
    Row(i64),
    /// Index into `taken`.
    Taken(usize),
}

struct Taken<'r> {
    record: &'r NewRecord,
    row: i64,
    version: i64,
    digest: Digest,
    subject: Option<i64>,
    /// A later line of the same batch replaces it.
    superseded: bool,
}

type KnownRow = (String, i64, Vec<u8>, Option<i64>);

impl<'r> Taking<'r> {
    async fn new(connection: &mut SqliteConnection, records: &'r [NewRecord]) -> Result<Self> {
        let mut known: BTreeMap<&str, BTreeMap<&str, Known>> = BTreeMap::new();
        for record in records {
            known
                .entry(&record.kind)
                .or_default()
                .entry(&record.source_id)
                .or_default();
        }
        for (kind, known) in &mut known {
            let rows: Vec<KnownRow> = sqlx::query_as(
                "SELECT source_id, row, digest, superseded FROM record
                 WHERE kind = ? AND source_id IN (SELECT value FROM json_each(?)) ORDER BY source_id, version",
            )
            .bind(*kind)
            .bind(json_texts(known.keys().copied()))
            .fetch_all(&mut *connection)
            .await?;
            for (id, row, digest, superseded) in rows {
                let entry = known
                    .get_mut(id.as_str())
                    .ok_or(StoreError::Damaged("a record's id"))?;
                entry.versions.push(digest_of(digest)?);
                if superseded.is_none() {
                    entry.current = Some(Current::Row(row));
                }
            }
        }
        let last: i64 = sqlx::query_scalar("SELECT coalesce(max(row), 0) FROM record")
            .fetch_one(connection)
            .await?;
        Ok(Self {
            known,
            taken: Vec::new(),
            retired: Vec::new(),
            next_row: last + 1,
            outcomes: BTreeMap::new(),
        })
    }

    fn outcome(&mut self, record: &NewRecord) -> &mut Outcome {
        self.outcomes.entry(record.kind.clone()).or_default()
    }

    fn take(&mut self, record: &'r NewRecord, subject: Option<i64>) {
        let digest = Digest::of(&record.bytes);
        let known = self
            .known
            .entry(&record.kind)
            .or_default()
            .entry(&record.source_id)
            .or_default();
        if known.versions.contains(&digest) {
            self.outcome(record).same += 1;
            return;
        }
        known.versions.push(digest);
        let version = known.versions.len() as i64;
        let replaced = known.current.replace(Current::Taken(self.taken.len()));
        match replaced {
            None => {}
            Some(Current::Row(row)) => self.retired.push(row),
            Some(Current::Taken(index)) => self.taken[index].superseded = true,
        }
        self.taken.push(Taken {
            record,
            row: self.next_row,
            version,
            digest,
            subject,
            superseded: false,
        });
        self.next_row += 1;
        let outcome = self.outcome(record);
        if version == 1 {
            outcome.new += 1;
        } else {
            outcome.superseded += 1;
        }
    }

    /// The number of the snapshot this batch makes; the last one if it changes nothing.
    async fn snapshot(&self, connection: &mut SqliteConnection, at: Instant) -> Result<i64> {
        let (last, last_at): (i64, i64) =
            sqlx::query_as("SELECT coalesce(max(id), 0), coalesce(max(at), ?) FROM snapshot")
                .bind(i64::MIN)
                .fetch_one(&mut *connection)
                .await?;
        if self.taken.is_empty() {
            return Ok(last);
        }
        sqlx::query("INSERT INTO snapshot (id, at) VALUES (?, ?)")
            .bind(last + 1)
            .bind(at.0.max(last_at))
            .execute(connection)
            .await?;
        Ok(last + 1)
    }

    async fn write_records(&self, connection: &mut SqliteConnection, snapshot: i64) -> Result<()> {
        let mut packer = Packer::new(connection).await?;
        let mut bulk = Bulk::new(
            "INSERT INTO record (row, kind, source_id, version, digest, subject, class, collected, since, until,
                block, start, length, added, superseded)",
            15,
            "",
        );
        for taken in &self.taken {
            let record = taken.record;
            let place = match record.bytes.len() > RECORD_IN_BLOCK_MAX {
                true => None,
                false => Some(packer.add(taken.subject, &record.bytes)?),
            };
            let (collected, since, until) = collected_columns(record.collected);
            bulk.push([
                Value::Integer(taken.row),
                Value::Text(record.kind.clone()),
                Value::Text(record.source_id.clone()),
                Value::Integer(taken.version),
                Value::Blob(taken.digest.0.to_vec()),
                Value::or_null(taken.subject),
                Value::Text(record.class.0.clone()),
                Value::Integer(collected),
                Value::or_null(since),
                Value::or_null(until),
                Value::or_null(place.map(|p| p.block)),
                Value::Integer(place.map_or(0, |p| p.start)),
                Value::Integer(record.bytes.len() as i64),
                Value::Integer(snapshot),
                Value::or_null(taken.superseded.then_some(snapshot)),
            ]);
        }
        packer.write(connection).await?;
        bulk.write(connection).await?;
        self.retire(connection, "record", "row", snapshot).await
    }

    async fn write_events(
        &self,
        connection: &mut SqliteConnection,
        snapshot: i64,
        views: &Views,
        store: &Store,
    ) -> Result<()> {
        let rows = || self.taken.iter().flat_map(|taken| &taken.record.events);
        let systems =
            events::systems(connection, rows().flat_map(events::systems_of).collect()).await?;
        let mut tables: BTreeMap<&str, EventTable<'_>> = BTreeMap::new();
        for taken in &self.taken {
            let Some(subject) = taken.subject else {
                continue;
            };
            let superseded = taken.superseded.then_some(snapshot);
            let mut parts: BTreeMap<&str, i64> = BTreeMap::new();
            let of = EventOf {
                record: taken.row,
                part: 0,
                subject,
                added: snapshot,
                superseded,
            };
            for row in &taken.record.events {
                let view = views.get(&row.view).ok_or(StoreError::OtherModel)?;
                let table = tables
                    .entry(row.view.as_str())
                    .or_insert_with(|| EventTable::new(&row.view, view, store.settings().zone));
                let next = parts.entry(row.view.as_str()).or_default();
                let part = std::mem::replace(next, *next + 1);
                table.push(EventOf { part, ..of }, row, &systems)?;
            }
        }
        for table in tables.into_values() {
            table.write(connection).await?;
        }
        for view in views.keys() {
            self.retire(connection, &events::table(view), "record", snapshot)
                .await?;
        }
        Ok(())
    }

    /// Marks the rows of replaced versions in one table.
    async fn retire(
        &self,
        connection: &mut SqliteConnection,
        table: &str,
        key: &str,
        snapshot: i64,
    ) -> Result<()> {
        if self.retired.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "UPDATE {table} SET superseded = ? WHERE {key} IN (SELECT value FROM json_each(?))"
        );
        sqlx::query(AssertSqlSafe(sql))
            .bind(snapshot)
            .bind(json_numbers(self.retired.iter().copied()))
            .execute(connection)
            .await?;
        Ok(())
    }

    async fn write_aliases(&self, connection: &mut SqliteConnection) -> Result<()> {
        let mut bulk = Bulk::new(
            "INSERT INTO alias (subject, urn, target)",
            3,
            "ON CONFLICT (subject, urn) DO UPDATE SET target = excluded.target",
        );
        for taken in &self.taken {
            if let Some(urn) = &taken.record.alias {
                let target = format!("{}/{}", taken.record.kind, taken.record.source_id);
                let subject = taken.subject.unwrap_or(NOBODY);
                bulk.push([
                    Value::Integer(subject),
                    Value::Text(urn.clone()),
                    Value::Text(target),
                ]);
            }
        }
        bulk.write(connection).await?;
        Ok(())
    }
}

async fn mark(connection: &mut SqliteConnection, position: &Position) -> Result<()> {
    sqlx::query(
        "INSERT INTO ingest_file (digest, name, offset, line, complete, seen) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (digest) DO UPDATE SET
             offset = excluded.offset, line = excluded.line, complete = excluded.complete, seen = excluded.seen",
    )
    .bind(&position.file.0[..])
    .bind(&position.name)
    .bind(position.offset as i64)
    .bind(position.line as i64)
    .bind(position.complete)
    .bind(serde_json::to_string(&position.seen).map_err(|_| StoreError::Damaged("ingest_file"))?)
    .execute(connection)
    .await?;
    Ok(())
}
