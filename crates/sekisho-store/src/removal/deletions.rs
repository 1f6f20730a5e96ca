//! What sources deleted, carried out at the end of a run: all of it, or, where it is too much at
//! once, none of it until a steward says so.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::Instant;
use sqlx::sqlite::SqliteConnection;

use super::decide::mend;
use super::{State, Why, mark_out, next_snapshot};
use crate::Store;
use crate::error::Result;

/// One run may delete one record in so many, and always so many records: in a small bank one in a
/// hundred is none.
const ONE_IN: i64 = 100;
const ALWAYS: i64 = 5;

/// What became of a run's deletions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CarriedOut {
    /// Records that are out now.
    pub records: u64,
    /// Records that would be out, if a steward confirms this removal.
    pub waiting: Option<(i64, u64)>,
    /// Deletions of what the bank does not hold, or holds in a newer version.
    pub idle: u64,
}

impl Store {
    /// Looks at every deletion that was read and not yet looked at.
    pub async fn carry_out_deletions(&self, at: Instant) -> Result<CarriedOut> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        let open = pending(&mut tx, None).await?;
        if open.is_empty() {
            return Ok(CarriedOut::default());
        }
        let struck = strike(&mut tx, &open).await?;
        let records = struck.records();
        let standing: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM record WHERE superseded IS NULL AND out_since IS NULL",
        )
        .fetch_one(&mut *tx)
        .await?;
        let too_many = records > ALWAYS && records * ONE_IN > standing;
        let mut done = CarriedOut {
            idle: open.len() as u64 - struck.by.len() as u64,
            ..CarriedOut::default()
        };
        let removal = match records {
            0 => None,
            _ => {
                let (why, state) = match too_many {
                    true => (Why::Purge, State::Waits),
                    false => (Why::Deleted, State::Done),
                };
                let from = Of {
                    file: &open[0].file,
                    line: open[0].line,
                    by: None,
                };
                Some(insert(&mut tx, (why, state), None, records, &from, at).await?)
            }
        };
        for deletion in &open {
            let by = removal.filter(|_| struck.by.contains(&deletion.id));
            sqlx::query("UPDATE deletion SET removal = ? WHERE id = ?")
                .bind(by.unwrap_or(0))
                .bind(deletion.id)
                .execute(&mut *tx)
                .await?;
        }
        if let Some(removal) = removal {
            if too_many {
                done.waiting = Some((removal, records as u64));
            } else {
                let snapshot = next_snapshot(&mut tx, at).await?;
                struck.carry_out(&mut tx, removal, snapshot, at).await?;
                done.records = records as u64;
            }
        }
        tx.commit().await?;
        self.sync_bank().await?;
        Ok(done)
    }
}

pub(super) struct Pending {
    pub id: i64,
    kind: String,
    source_id: String,
    at: Option<i64>,
    upto: i64,
    file: String,
    line: i64,
}

/// The deletions that wait with a removal; `None`: those not looked at yet.
pub(super) async fn pending(
    connection: &mut SqliteConnection,
    removal: Option<i64>,
) -> Result<Vec<Pending>> {
    type Row = (i64, String, String, Option<i64>, i64, String, i64);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT id, kind, source_id, at, upto, file, line FROM deletion WHERE removal IS ? ORDER BY id",
    )
    .bind(removal)
    .fetch_all(connection)
    .await?;
    let pending = rows
        .into_iter()
        .map(|(id, kind, source_id, at, upto, file, line)| Pending {
            id,
            kind,
            source_id,
            at,
            upto,
            file,
            line,
        });
    Ok(pending.collect())
}

/// What some deletions take out.
#[derive(Default)]
pub(super) struct Struck {
    /// The deletions that have an effect.
    pub by: BTreeSet<i64>,
    /// Current rows that are named.
    named: BTreeSet<i64>,
    /// A person whose last Patient record goes takes every other record along: whom those are about
    /// is no longer there to be certain of. By the Patient's row.
    along: BTreeMap<i64, Vec<i64>>,
}

impl Struck {
    pub fn records(&self) -> i64 {
        let along = self.along.values().flatten();
        let all: BTreeSet<i64> = along.chain(&self.named).copied().collect();
        all.len() as i64
    }

    /// What goes along with a Patient goes by a removal of its own, so that it comes back with them.
    pub async fn carry_out(
        &self,
        connection: &mut SqliteConnection,
        removal: i64,
        snapshot: i64,
        at: Instant,
    ) -> Result<()> {
        let plain: Vec<i64> = self
            .named
            .iter()
            .filter(|row| !self.along.contains_key(row))
            .copied()
            .collect();
        // What waited for a decision waits no more.
        mend(
            connection,
            self.named.iter().chain(self.along.values().flatten()),
        )
        .await?;
        mark_out(connection, &plain, None, removal, snapshot).await?;
        for (patient, along) in &self.along {
            let (file, line, who, why, state, reason): (
                String,
                i64,
                Option<String>,
                String,
                String,
                Option<String>,
            ) = sqlx::query_as(
                "SELECT file, line, who, why, state, justification FROM removal WHERE id = ?",
            )
            .bind(removal)
            .fetch_one(&mut *connection)
            .await?;
            let why = match Why::read(&why)? {
                Why::Purge => Why::Deleted,
                why => why,
            };
            let by = who.as_deref().zip(reason.as_deref());
            let from = Of {
                file: &file,
                line,
                by,
            };
            let records = along.len() as i64 + 1;
            let state = State::read(&state)?;
            let own = insert(connection, (why, state), Some(*patient), records, &from, at).await?;
            let rows: Vec<i64> = along.iter().chain([patient]).copied().collect();
            mark_out(connection, &rows, None, own, snapshot).await?;
        }
        Ok(())
    }
}

/// Which current rows these deletions take out today.
pub(super) async fn strike(
    connection: &mut SqliteConnection,
    deletions: &[Pending],
) -> Result<Struck> {
    let mut struck = Struck::default();
    let mut patients = Vec::new();
    for deletion in deletions {
        type Row = (i64, Option<i64>, Option<i64>, Option<String>);
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT r.row, r.subject, r.updated, m.state FROM record r LEFT JOIN removal m ON m.id = r.out_by
             WHERE r.kind = ? AND r.source_id = ? AND r.superseded IS NULL ORDER BY r.version",
        )
        .bind(&deletion.kind)
        .bind(&deletion.source_id)
        .fetch_all(&mut *connection)
        .await?;
        let Some((newest, subject, updated, ..)) = rows.last() else {
            continue;
        };
        let out = |(.., state): &Row| state.as_deref().map(|state| state != State::Waits.word());
        if rows.iter().all(|row| out(row).unwrap_or(false)) {
            continue;
        }
        let deleted_later = match (deletion.at, updated) {
            (Some(at), Some(updated)) => at >= *updated,
            _ => *newest <= deletion.upto,
        };
        if !deleted_later {
            continue;
        }
        struck.by.insert(deletion.id);
        struck.named.extend(rows.iter().map(|(row, ..)| *row));
        if let (true, Some(subject)) = (deletion.kind == "Patient", subject) {
            patients.push((*newest, *subject));
        }
    }
    with_persons(connection, patients, &mut struck).await?;
    Ok(struck)
}

async fn with_persons(
    connection: &mut SqliteConnection,
    patients: Vec<(i64, i64)>,
    struck: &mut Struck,
) -> Result<()> {
    for (row, subject) in patients {
        let mut others: Vec<(i64, String)> = sqlx::query_as(
            "SELECT r.row, r.kind FROM record r LEFT JOIN removal m ON m.id = r.out_by
             WHERE r.subject = ? AND r.superseded IS NULL AND (r.out_since IS NULL OR m.state = 'waits')",
        )
        .bind(subject)
        .fetch_all(&mut *connection)
        .await?;
        others.retain(|(row, _)| !struck.named.contains(row));
        if others.iter().all(|(_, kind)| kind != "Patient") {
            let along = others.into_iter().map(|(row, _)| row).collect();
            struck.along.insert(row, along);
        }
    }
    Ok(())
}

/// Rows that a steward names, in place of a source's deletions.
pub(super) async fn named(
    connection: &mut SqliteConnection,
    rows: &[(i64, Option<i64>, bool)],
) -> Result<Struck> {
    let mut struck = Struck {
        named: rows.iter().map(|(row, ..)| *row).collect(),
        ..Struck::default()
    };
    let patients = rows.iter().filter(|(.., is_patient)| *is_patient);
    let patients = patients.filter_map(|(row, subject, _)| Some((*row, (*subject)?)));
    with_persons(connection, patients.collect(), &mut struck).await?;
    Ok(struck)
}

/// Where a removal comes from.
pub(super) struct Of<'a> {
    pub file: &'a str,
    pub line: i64,
    /// Who, and why.
    pub by: Option<(&'a str, &'a str)>,
}

/// `row`: the record it is about, where it is one.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    (why, state): (Why, State),
    row: Option<i64>,
    records: i64,
    of: &Of<'_>,
    at: Instant,
) -> Result<i64> {
    let id = sqlx::query_scalar(
        "INSERT INTO removal (why, state, at, kind, source_id, records, file, line, element, who, justification, decided)
         VALUES (?, ?, ?, (SELECT kind FROM record WHERE row = ?4), (SELECT source_id FROM record WHERE row = ?4),
             ?5, ?6, ?7, '', ?8, ?9, ?10) RETURNING id",
    )
    .bind(why.word())
    .bind(state.word())
    .bind(at.0)
    .bind(row)
    .bind(records)
    .bind(of.file)
    .bind(of.line)
    .bind(of.by.map(|(who, _)| who))
    .bind(of.by.map(|(_, why)| why))
    .bind(of.by.map(|_| at.0));
    Ok(id.fetch_one(connection).await?)
}
