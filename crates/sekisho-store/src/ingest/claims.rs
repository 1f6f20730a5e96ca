//! Numbers by which records name their person, beside the reference to them.
//!
//! A number that is known as another person's, and not as this one's, puts the record in doubt;
//! one that nobody has yet is kept as a claim and looked at again when a Patient brings it.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::identity::Subject;
use sqlx::sqlite::SqliteConnection;

use super::NewRecord;
use crate::SourceIdentity;
use crate::error::Result;
use crate::sql::{Bulk, Value, json_texts};

/// Whose each number is, however many have it: value -> system -> people. A number without a system
/// may be anybody's who has it under any.
#[derive(Default)]
struct Owners(BTreeMap<String, Owned>);

#[derive(Default)]
struct Owned {
    by_system: BTreeMap<String, BTreeSet<i64>>,
    any: BTreeSet<i64>,
}

impl Owners {
    fn of(&self, number: &SourceIdentity) -> Option<&BTreeSet<i64>> {
        let owned = self.0.get(&number.value)?;
        match number.system.as_str() {
            "" => Some(&owned.any),
            system => owned.by_system.get(system),
        }
    }
}

/// Which of the records name a number of somebody else. What is not known yet is kept.
pub(super) async fn settle(
    vault: &mut SqliteConnection,
    records: &[NewRecord],
    subjects: &[Option<Option<Subject>>],
) -> Result<Vec<bool>> {
    let named = || {
        let with = records.iter().zip(subjects);
        with.flat_map(|(record, _)| &record.points.numbers)
    };
    let owners = owners(vault, named().map(|number| number.value.as_str())).await?;
    forget(vault, records).await?;
    let mut claims = Bulk::new(
        "INSERT OR IGNORE INTO claim (value, system, subject, kind, source_id)",
        5,
        "",
    );
    let mut in_doubt = Vec::with_capacity(records.len());
    for (record, subject) in records.iter().zip(subjects) {
        let subject = subject.flatten().map_or(crate::records::NOBODY, |s| s.0);
        let mut doubt = false;
        for number in &record.points.numbers {
            match owners.of(number) {
                Some(owners) => doubt |= !owners.contains(&subject),
                None => claims.push([
                    Value::Text(number.value.clone()),
                    Value::Text(number.system.clone()),
                    Value::Integer(subject),
                    Value::Text(record.kind.clone()),
                    Value::Text(record.source_id.clone()),
                ]),
            }
        }
        in_doubt.push(doubt);
    }
    claims.write(vault).await?;
    Ok(in_doubt)
}

/// What earlier versions of these records claimed.
async fn forget(vault: &mut SqliteConnection, records: &[NewRecord]) -> Result<()> {
    let mut by_kind: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for record in records {
        let ids = by_kind.entry(&record.kind).or_default();
        ids.insert(&record.source_id);
    }
    for (kind, ids) in by_kind {
        sqlx::query(
            "DELETE FROM claim WHERE kind = ? AND source_id IN (SELECT value FROM json_each(?))",
        )
        .bind(kind)
        .bind(json_texts(ids))
        .execute(&mut *vault)
        .await?;
    }
    Ok(())
}

/// Records that claimed a number for somebody else than the person who has it now.
pub(super) async fn revealed<'a>(
    vault: &mut SqliteConnection,
    identities: impl Iterator<Item = (Subject, &'a SourceIdentity)>,
) -> Result<BTreeSet<(String, String)>> {
    let had: BTreeSet<&str> = identities
        .map(|(_, identity)| identity.value.as_str())
        .collect();
    type Claim = (String, String, i64, String, String);
    let claims: Vec<Claim> = sqlx::query_as(
        "SELECT value, system, subject, kind, source_id FROM claim
         WHERE value IN (SELECT value FROM json_each(?))",
    )
    .bind(json_texts(had.iter().copied()))
    .fetch_all(&mut *vault)
    .await?;
    if claims.is_empty() {
        return Ok(BTreeSet::new());
    }
    let owners = owners(vault, had.iter().copied()).await?;
    let mut revealed = BTreeSet::new();
    for (value, system, subject, kind, id) in claims {
        let number = SourceIdentity {
            system,
            value,
            ..SourceIdentity::default()
        };
        let owners = owners.of(&number);
        if owners.is_some_and(|owners| !owners.contains(&subject)) {
            revealed.insert((kind, id));
        }
    }
    Ok(revealed)
}

async fn owners<'a>(
    vault: &mut SqliteConnection,
    values: impl Iterator<Item = &'a str>,
) -> Result<Owners> {
    let values: BTreeSet<&str> = values.collect();
    let mut owners = Owners::default();
    if values.is_empty() {
        return Ok(owners);
    }
    let rows: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT value, system, subject FROM identity
         WHERE kind = 'identifier' AND value IN (SELECT value FROM json_each(?))",
    )
    .bind(json_texts(values))
    .fetch_all(vault)
    .await?;
    for (value, system, subject) in rows {
        let owned = owners.0.entry(value).or_default();
        owned.any.insert(subject);
        owned.by_system.entry(system).or_default().insert(subject);
    }
    Ok(owners)
}
