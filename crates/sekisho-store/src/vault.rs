//! The identity vault: which source identifiers are which person. Its secrets: `secret`.
//!
//! The only place that joins an identifier of the outside to a subject; no other table does.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::Digest;
use sekisho_model::identity::Subject;
use sqlx::sqlite::SqliteConnection;

use crate::bundle::digest_of;
use crate::error::Result;
use crate::sql::{Bulk, Value, json_numbers, json_texts};
use crate::{SourceIdentity, Store};

/// One version of a Patient gives its person this number.
#[derive(Clone, PartialEq, Eq)]
pub struct HeldNumber {
    pub subject: Subject,
    /// The version is the one in force: what an older one said was corrected since.
    pub current: bool,
    /// `use: old`
    pub old: bool,
    /// FHIR dates as they came; empty = open.
    pub starts: String,
    pub ends: String,
}

impl Store {
    /// The person whose Patient record has this id (`Patient/x` or `x`).
    pub async fn patient_with_id(&self, id: &str) -> Result<Option<Subject>> {
        let id = id.strip_prefix("Patient/").unwrap_or(id);
        let found: Option<i64> = sqlx::query_scalar(
            "SELECT subject FROM identity WHERE value = ? AND kind = 'resource' AND system = 'Patient'",
        )
        .bind(id)
        .fetch_optional(&self.vault)
        .await?;
        Ok(found.map(Subject))
    }

    /// Everybody whom any version of a Patient ever gave this number, under whatever system.
    pub async fn numbers_like(&self, number: &str) -> Result<Vec<HeldNumber>> {
        let rows: Vec<(i64, Vec<u8>, bool, String, String)> = sqlx::query_as(
            "SELECT subject, version, old, starts, ends FROM held_number WHERE value = ?
             ORDER BY subject, version, system, old, starts, ends",
        )
        .bind(number)
        .fetch_all(&self.vault)
        .await?;
        let subjects: BTreeSet<i64> = rows.iter().map(|row| row.0).collect();
        let current: Vec<(i64, Vec<u8>)> = sqlx::query_as(
            "SELECT subject, digest FROM record
             WHERE subject IN (SELECT value FROM json_each(?)) AND kind = 'Patient'
               AND superseded IS NULL AND out_since IS NULL",
        )
        .bind(json_numbers(subjects))
        .fetch_all(&self.bank)
        .await?;
        let current: BTreeSet<(i64, Digest)> = current
            .into_iter()
            .map(|(subject, digest)| Ok((subject, digest_of(digest)?)))
            .collect::<Result<_>>()?;
        let mut numbers = Vec::with_capacity(rows.len());
        for (subject, version, old, starts, ends) in rows {
            numbers.push(HeldNumber {
                subject: Subject(subject),
                current: current.contains(&(subject, digest_of(version)?)),
                old,
                starts,
                ends,
            });
        }
        Ok(numbers)
    }

    /// Everybody who ever had exactly this resource id or number, distinct and sorted.
    pub async fn find_people(&self, id: &str) -> Result<Vec<Subject>> {
        let numbers = self.numbers_like(id).await?;
        let mut found: Vec<Subject> = numbers.into_iter().map(|held| held.subject).collect();
        found.extend(self.patient_with_id(id).await?);
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// The resource ids of the Patients that are this person, sorted.
    pub async fn patient_ids_of(&self, subject: Subject) -> Result<Vec<String>> {
        let found = sqlx::query_scalar(
            "SELECT value FROM identity WHERE subject = ? AND kind = 'resource' AND system = 'Patient' ORDER BY value",
        );
        Ok(found.bind(subject.0).fetch_all(&self.vault).await?)
    }
}

/// The subject of each Patient id, made where there was none. Subjects are numbered in the order
/// of `ids`.
pub(crate) async fn subjects_for(
    vault: &mut SqliteConnection,
    ids: &[&str],
) -> Result<BTreeMap<String, Subject>> {
    let mut known = BTreeMap::new();
    let mut new: Vec<&str> = Vec::new();
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT value, subject FROM identity WHERE kind = 'resource' AND system = 'Patient'
         AND value IN (SELECT value FROM json_each(?))",
    )
    .bind(json_texts(ids.iter().copied()))
    .fetch_all(&mut *vault)
    .await?;
    known.extend(rows.into_iter().map(|(id, subject)| (id, Subject(subject))));
    let last: Option<i64> =
        sqlx::query_scalar("SELECT seq FROM sqlite_sequence WHERE name = 'subject'")
            .fetch_optional(&mut *vault)
            .await?;
    let mut next = last.unwrap_or(0);
    for id in ids {
        if !known.contains_key(*id) {
            next += 1;
            known.insert((*id).to_owned(), Subject(next));
            new.push(id);
        }
    }
    let mut subjects = Bulk::new("INSERT INTO subject (id)", 1, "");
    let mut identities = Bulk::new("INSERT INTO identity (value, kind, system, subject)", 4, "");
    for id in new {
        let subject = known[id].0;
        subjects.push([Value::Integer(subject)]);
        identities.push([
            Value::Text(id.into()),
            Value::Text("resource".into()),
            Value::Text("Patient".into()),
            Value::Integer(subject),
        ]);
    }
    subjects.write(vault).await?;
    identities.write(vault).await?;
    Ok(known)
}

/// Keeps the identifiers that a Patient record gives its person.
pub(crate) async fn add_identities<'a>(
    vault: &mut SqliteConnection,
    identities: impl Iterator<Item = (Subject, &'a SourceIdentity)>,
) -> Result<()> {
    let mut bulk = Bulk::new(
        "INSERT OR IGNORE INTO identity (value, kind, system, subject)",
        4,
        "",
    );
    for (subject, identity) in identities {
        bulk.push([
            Value::Text(identity.value.clone()),
            Value::Text("identifier".into()),
            Value::Text(identity.system.clone()),
            Value::Integer(subject.0),
        ]);
    }
    bulk.write(vault).await?;
    Ok(())
}

/// Keeps the numbers that a version of a Patient gives its person.
pub(crate) async fn add_numbers<'a>(
    vault: &mut SqliteConnection,
    numbers: impl Iterator<Item = (Subject, Digest, &'a SourceIdentity)>,
) -> Result<()> {
    let mut bulk = Bulk::new(
        "INSERT OR IGNORE INTO held_number (value, system, subject, version, old, starts, ends)",
        7,
        "",
    );
    for (subject, version, identity) in numbers {
        bulk.push([
            Value::Text(identity.value.clone()),
            Value::Text(identity.system.clone()),
            Value::Integer(subject.0),
            Value::Blob(version.0.to_vec()),
            Value::Integer(identity.old.into()),
            Value::Text(identity.starts.clone()),
            Value::Text(identity.ends.clone()),
        ]);
    }
    bulk.write(vault).await?;
    Ok(())
}
