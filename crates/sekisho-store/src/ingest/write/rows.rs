//! What a batch decided, as rows: records, their events and parts, removals, aliases, deletions.

use std::collections::BTreeMap;

use sekisho_model::Instant;
use sqlx::sqlite::SqliteConnection;

use super::super::blocks::{Packer, RECORD_IN_BLOCK_MAX};
use super::super::known::Place;
use super::super::points::{Targets, pointers};
use super::super::{Deletion, Position};
use super::Taking;
use crate::error::{Result, StoreError};
use crate::events::{self, EventOf, EventTable, Views};
use crate::records::{NOBODY, collected_columns};
use crate::removal::mark;
use crate::sql::{Bulk, Value, json_numbers};
use crate::{Store, beside, parts};

impl Taking<'_> {
    pub(super) async fn write_removals(
        &self,
        connection: &mut SqliteConnection,
        at: Instant,
    ) -> Result<()> {
        for removal in &self.removals {
            sqlx::query(
                "INSERT INTO removal (id, why, state, at, kind, source_id, row, records, file, line, element)
                 VALUES (?, ?, 'waits', ?, ?, ?, ?, 1, ?, ?, ?)
                 ON CONFLICT (id) DO UPDATE SET why = excluded.why, row = coalesce(row, excluded.row), element = excluded.element",
            )
            .bind(removal.id)
            .bind(removal.why.word())
            .bind(at.0)
            .bind(&removal.kind)
            .bind(&removal.source_id)
            .bind(removal.row)
            .bind(&removal.file)
            .bind(removal.line as i64)
            .bind(&removal.element)
            .execute(&mut *connection)
            .await?;
        }
        for id in &self.mended {
            sqlx::query("UPDATE removal SET state = 'mended' WHERE id = ?")
                .bind(id)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }

    pub(super) async fn write_records(
        &self,
        connection: &mut SqliteConnection,
        snapshot: i64,
        targets: &Targets,
    ) -> Result<()> {
        let mut pointing = pointers();
        let mut packer = Packer::new(connection).await?;
        let mut bulk = Bulk::new(
            "INSERT INTO record (row, kind, source_id, version, digest, subject, class, collected, since, until,
                sealed, parts, block, start, length, added, superseded, updated, out_since, out_by, sex, birth)",
            22,
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
                Value::Integer(record.sealed.into()),
                parts::column(record.parts.as_deref())?.map_or(Value::Null, Value::Text),
                Value::or_null(place.map(|p| p.block)),
                Value::Integer(place.map_or(0, |p| p.start)),
                Value::Integer(record.bytes.len() as i64),
                Value::Integer(snapshot),
                Value::or_null(taken.superseded.then_some(snapshot)),
                Value::or_null(taken.updated.map(|updated| updated.0)),
                Value::or_null(taken.out.map(|_| snapshot)),
                Value::or_null(taken.out),
                text_or_null(record.sex.as_ref()),
                text_or_null(record.birth.as_ref()),
            ]);
            if taken.out.is_none() && !taken.superseded {
                targets.keep(record, taken.row, taken.subject, &mut pointing);
            }
        }
        packer.write(connection).await?;
        bulk.write(connection).await?;
        pointing.write(connection).await?;
        beside::keep(connection, self.taken.iter().map(|t| (t.row, t.record))).await?;
        self.replace(connection, snapshot).await
    }

    pub(super) async fn write_events(
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
            let hidden = taken.superseded || taken.out.is_some();
            let superseded = hidden.then_some(snapshot);
            let mut parts: BTreeMap<&str, i64> = BTreeMap::new();
            let of = EventOf {
                record: taken.row,
                part: 0,
                inside: 0,
                subject,
                added: snapshot,
                superseded,
                class: &taken.record.class,
                collected: taken.record.collected,
                sealed: taken.record.sealed,
            };
            for row in &taken.record.events {
                let of = match taken.record.part_of(row) {
                    None => of,
                    // What may be about somebody else is no event of this person's.
                    Some(part) if part.foreign => continue,
                    Some(part) => EventOf {
                        class: &part.class,
                        collected: part.collected,
                        sealed: part.sealed,
                        ..of
                    },
                };
                let view = views.get(&row.view).ok_or(StoreError::OtherModel)?;
                let table = tables
                    .entry(row.view.as_str())
                    .or_insert_with(|| EventTable::new(&row.view, view, store.settings().zone));
                let next = parts.entry(row.view.as_str()).or_default();
                let part = std::mem::replace(next, *next + 1);
                let inside = row.inside.into();
                table.push(EventOf { part, inside, ..of }, row, &systems)?;
            }
        }
        for table in tables.into_values() {
            table.write(connection).await?;
        }
        mark::events_follow(connection, &self.replaced).await
    }

    /// Marks the rows of replaced versions.
    pub(super) async fn replace(
        &self,
        connection: &mut SqliteConnection,
        snapshot: i64,
    ) -> Result<()> {
        if self.replaced.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "UPDATE record SET superseded = ? WHERE row IN (SELECT value FROM json_each(?))",
        )
        .bind(snapshot)
        .bind(json_numbers(self.replaced.iter().copied()))
        .execute(connection)
        .await?;
        Ok(())
    }

    /// What is out with a version in doubt, and what comes back with a person.
    pub(super) async fn write_outs(
        &self,
        connection: &mut SqliteConnection,
        snapshot: i64,
    ) -> Result<()> {
        for (place, removal, spare) in &self.outs {
            let row = match place {
                Place::Row(row) => *row,
                Place::Taken(index) => self.taken[*index].row,
            };
            mark::mark_out(connection, &[row], *spare, *removal, snapshot).await?;
        }
        for (subject, removal) in &self.newly_doubted {
            mark::person_out(connection, *subject, *removal, snapshot).await?;
        }
        for removal in &self.returned {
            let rows: Vec<i64> = sqlx::query_scalar(
                "SELECT r.row FROM record r JOIN removal m ON m.id = r.out_by
                 WHERE m.id = ? AND m.kind = 'Patient' AND m.why IN ('deleted', 'purge') AND r.kind <> 'Patient'",
            )
            .bind(removal)
            .fetch_all(&mut *connection)
            .await?;
            mark::take_back(connection, &rows).await?;
        }
        Ok(())
    }

    pub(super) async fn write_aliases(&self, connection: &mut SqliteConnection) -> Result<()> {
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

fn text_or_null(text: Option<&String>) -> Value {
    text.map_or(Value::Null, |text| Value::Text(text.clone()))
}

pub(super) async fn mark_read(
    connection: &mut SqliteConnection,
    position: &Position,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO ingest_file (digest, name, offset, line, complete, seen, run) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (digest) DO UPDATE SET
             offset = excluded.offset, line = excluded.line, complete = excluded.complete, seen = excluded.seen,
             run = excluded.run",
    )
    .bind(&position.file.0[..])
    .bind(&position.name)
    .bind(position.offset as i64)
    .bind(position.line as i64)
    .bind(position.complete)
    .bind(serde_json::to_string(&position.seen).map_err(|_| StoreError::Damaged("ingest_file"))?)
    .bind(position.run)
    .execute(connection)
    .await?;
    Ok(())
}

/// Kept in the batch's transaction, and carried out at the end of the run.
pub(super) async fn write_deletions(
    connection: &mut SqliteConnection,
    deletions: &[(&Deletion, i64)],
    at: Instant,
) -> Result<()> {
    let mut bulk = Bulk::new(
        "INSERT INTO deletion (kind, source_id, at, upto, file, line, seen)",
        7,
        "",
    );
    for (deletion, upto) in deletions {
        let said = deletion.at.filter(|said| *said <= at);
        bulk.push([
            Value::Text(deletion.kind.clone()),
            Value::Text(deletion.source_id.clone()),
            Value::or_null(said.map(|said| said.0)),
            Value::Integer(*upto),
            Value::Text(deletion.file.clone()),
            Value::Integer(deletion.line as i64),
            Value::Integer(at.0),
        ]);
    }
    bulk.write(connection).await?;
    Ok(())
}
