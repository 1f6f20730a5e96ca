//! The identity vault: which source identifiers are which person. Its secrets: `secret`.
//!
//! The only place that joins an identifier of the outside to a subject; no other table does.

use std::collections::BTreeMap;

use sekisho_model::identity::Subject;
use sqlx::sqlite::SqliteConnection;

use crate::error::Result;
use crate::sql::{Bulk, Value, json_texts};
use crate::{SourceIdentity, Store};

impl Store {
    /// Subjects with exactly this resource id (`Patient/x` or `x`) or identifier value, distinct and sorted.
    pub async fn find_people(&self, id: &str) -> Result<Vec<Subject>> {
        let resource = id.strip_prefix("Patient/").unwrap_or(id);
        let found: Vec<i64> = sqlx::query_scalar(
            "SELECT DISTINCT subject FROM identity
             WHERE value = ?1 AND kind = 'resource' AND system = 'Patient' OR value = ?2 AND kind = 'identifier'
             ORDER BY subject",
        )
        .bind(resource)
        .bind(id)
        .fetch_all(&self.vault)
        .await?;
        Ok(found.into_iter().map(Subject).collect())
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
