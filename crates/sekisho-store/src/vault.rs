//! The identity vault: which source identifiers are which person. Its secrets: `secret`.
//!
//! The only place that joins an identifier of the outside to a subject; no other table does.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::Digest;
use sekisho_model::identity::Subject;
use sekisho_model::source::Source;
use sqlx::sqlite::SqliteConnection;

use crate::bundle::digest_of;
use crate::error::Result;
use crate::sql::{Bulk, Value, json_numbers, json_texts};
use crate::{SourceIdentity, Store, sources};

/// One version of a Patient gives its person this number.
#[derive(Clone, PartialEq, Eq)]
pub struct HeldNumber {
    pub subject: Subject,
    /// Empty where the Patient names none.
    pub system: String,
    /// Who gave the Patient its id.
    pub source: Source,
    /// The version is the one in force: what an older one said was corrected since.
    pub current: bool,
    /// `use: old`
    pub old: bool,
    /// FHIR dates as they came; empty = open.
    pub starts: String,
    pub ends: String,
}

impl Store {
    /// The people whose Patient record has this id (`Patient/x` or `x`), with the source that gave
    /// it. Without a source, and where the id names none (`b:x`), of every source.
    pub async fn patients_with_id(
        &self,
        id: &str,
        source: Option<&Source>,
    ) -> Result<Vec<(Source, Subject)>> {
        let id = id.strip_prefix("Patient/").unwrap_or(id);
        let meant = match (Source::split(id), source) {
            (Some((of, bare)), None) if id.contains(':') => vec![of.id(bare)],
            (Some((of, bare)), Some(source)) if id.contains(':') => {
                let same = (of == *source).then(|| of.id(bare));
                same.into_iter().collect()
            }
            (_, Some(source)) => vec![source.id(id)],
            (_, None) => sources::meant(id, &self.sources().await?)
                .into_iter()
                .collect(),
        };
        let found: Vec<(String, i64)> = sqlx::query_as(
            "SELECT value, subject FROM identity
             WHERE value IN (SELECT value FROM json_each(?)) AND kind = 'resource' AND system = 'Patient'
             ORDER BY value",
        )
        .bind(json_texts(meant.iter().map(String::as_str)))
        .fetch_all(&self.vault)
        .await?;
        let found = found.into_iter().filter_map(|(id, subject)| {
            let (source, _) = Source::split(&id)?;
            Some((source, Subject(subject)))
        });
        Ok(found.collect())
    }

    /// Everybody whom any version of a Patient ever gave this number, under whatever system.
    pub async fn numbers_like(&self, number: &str) -> Result<Vec<HeldNumber>> {
        type Row = (i64, String, Vec<u8>, bool, String, String, Option<String>);
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT subject, system, version, old, starts, ends, (SELECT i.value FROM identity i
                 WHERE i.subject = h.subject AND i.kind = 'resource' AND i.system = 'Patient' LIMIT 1)
             FROM held_number h WHERE value = ? ORDER BY subject, version, system, old, starts, ends",
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
        for (subject, system, version, old, starts, ends, id) in rows {
            numbers.push(HeldNumber {
                subject: Subject(subject),
                system,
                source: id
                    .as_deref()
                    .and_then(Source::split)
                    .map_or_else(Source::default, |(source, _)| source),
                current: current.contains(&(subject, digest_of(version)?)),
                old,
                starts,
                ends,
            });
        }
        Ok(numbers)
    }

    /// Everybody who ever had exactly this resource id, of whatever source, or number, distinct and sorted.
    pub async fn find_people(&self, id: &str) -> Result<Vec<Subject>> {
        let numbers = self.numbers_like(id).await?;
        let mut found: Vec<Subject> = numbers.into_iter().map(|held| held.subject).collect();
        let named = self.patients_with_id(id, None).await?;
        found.extend(named.into_iter().map(|(_, subject)| subject));
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// The ids of the Patients that are this person, each with its source, sorted.
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
