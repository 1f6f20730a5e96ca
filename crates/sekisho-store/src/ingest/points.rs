//! Whether what records point to is of the same person, whichever of the two comes first.
//!
//! A reference whose target is not there yet is kept as a `pointer` and looked at when the target
//! comes; in both orders it is the record that points which is set aside.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::identity::Subject;
use sqlx::sqlite::SqliteConnection;

use super::NewRecord;
use crate::error::Result;
use crate::records::NOBODY;
use crate::sql::{Bulk, Value, json_texts};

/// Whom each target is about, as far as the bank and this batch know: `NOBODY` for about nobody.
pub(super) struct Targets(BTreeMap<String, BTreeSet<i64>>);

/// A record of an earlier batch that points to another patient's.
pub(super) struct Revealed {
    pub row: i64,
    pub element: String,
    /// The record of this batch that shows it.
    pub by: usize,
}

impl Targets {
    pub async fn of(
        connection: &mut SqliteConnection,
        records: &[NewRecord],
        subjects: &[Option<Option<Subject>>],
    ) -> Result<Self> {
        let mut targets: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        for (record, subject) in records.iter().zip(subjects) {
            let Some(subject) = subject else { continue };
            let subject = subject.map_or(NOBODY, |s| s.0);
            for name in names(record) {
                targets.entry(name).or_default().insert(subject);
            }
        }
        let wanted: BTreeSet<&str> = records
            .iter()
            .flat_map(|record| &record.points.records)
            .map(|pointer| pointer.target.as_str())
            .collect();
        let mut by_kind: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut urns = Vec::new();
        for target in wanted {
            match target.split_once('/') {
                Some((kind, id)) if is_type(kind) => by_kind.entry(kind).or_default().push(id),
                // The name that a Bundle gave: a urn or an address.
                _ => urns.push(target),
            }
        }
        for (kind, ids) in by_kind {
            let rows: Vec<(String, i64)> = sqlx::query_as(
                "SELECT source_id, coalesce(subject, 0) FROM record
                 WHERE kind = ? AND source_id IN (SELECT value FROM json_each(?)) AND superseded IS NULL",
            )
            .bind(kind)
            .bind(json_texts(ids))
            .fetch_all(&mut *connection)
            .await?;
            for (id, subject) in rows {
                let of = targets.entry(format!("{kind}/{id}")).or_default();
                of.insert(subject);
            }
        }
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT urn, subject FROM alias WHERE urn IN (SELECT value FROM json_each(?))",
        )
        .bind(json_texts(urns))
        .fetch_all(&mut *connection)
        .await?;
        for (urn, subject) in rows {
            targets.entry(urn).or_default().insert(subject);
        }
        Ok(Self(targets))
    }

    /// The member by which a record about `subject` points to somebody else's record.
    pub fn elsewhere<'r>(&self, record: &'r NewRecord, subject: Option<i64>) -> Option<&'r str> {
        let subject = subject.unwrap_or(NOBODY);
        let away = record
            .points
            .records
            .iter()
            .find(|pointer| self.is_elsewhere(&pointer.target, subject));
        away.map(|pointer| pointer.element.as_str())
    }

    fn is_elsewhere(&self, target: &str, subject: i64) -> bool {
        let about = self.0.get(target);
        about.is_some_and(|about| {
            !about.contains(&subject) && about.iter().any(|other| *other != NOBODY)
        })
    }

    /// Looks at the pointers of earlier batches to what this batch brings.
    pub async fn revealed(
        &self,
        connection: &mut SqliteConnection,
        records: &[NewRecord],
        subjects: &[Option<Option<Subject>>],
    ) -> Result<Vec<Revealed>> {
        let told = records.iter().zip(subjects).enumerate();
        let told = told.filter(|(_, (_, subject))| subject.is_some());
        let brought: BTreeMap<String, usize> = told
            .flat_map(|(at, (record, _))| names(record).map(move |name| (name, at)))
            .collect();
        let rows: Vec<(String, i64, i64, String)> = sqlx::query_as(
            "SELECT target, row, subject, element FROM pointer
             WHERE target IN (SELECT value FROM json_each(?)) ORDER BY target, row",
        )
        .bind(json_texts(brought.keys().map(String::as_str)))
        .fetch_all(&mut *connection)
        .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let met: BTreeSet<&str> = rows.iter().map(|(target, ..)| target.as_str()).collect();
        sqlx::query("DELETE FROM pointer WHERE target IN (SELECT value FROM json_each(?))")
            .bind(json_texts(met))
            .execute(&mut *connection)
            .await?;
        let away = rows
            .into_iter()
            .filter(|(target, _, subject, _)| self.is_elsewhere(target, *subject));
        let revealed = away.filter_map(|(target, row, _, element)| {
            Some(Revealed {
                row,
                element,
                by: *brought.get(&target)?,
            })
        });
        Ok(revealed.collect())
    }

    /// Keeps what a record points to and nobody has seen yet.
    pub fn keep(&self, record: &NewRecord, row: i64, subject: Option<i64>, bulk: &mut Bulk) {
        for pointer in &record.points.records {
            if !self.0.contains_key(&pointer.target) {
                bulk.push([
                    Value::Text(pointer.target.clone()),
                    Value::Integer(row),
                    Value::Integer(subject.unwrap_or(NOBODY)),
                    Value::Text(pointer.element.clone()),
                ]);
            }
        }
    }
}

pub(super) fn pointers() -> Bulk {
    Bulk::new(
        "INSERT OR IGNORE INTO pointer (target, row, subject, element)",
        4,
        "",
    )
}

/// A name that a Bundle gave has a bar, and mostly a colon, where a type has letters.
fn is_type(kind: &str) -> bool {
    kind.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The names by which others may point to a record.
fn names(record: &NewRecord) -> impl Iterator<Item = String> {
    let own = format!("{}/{}", record.kind, record.source_id);
    [Some(own), record.alias.clone()].into_iter().flatten()
}
