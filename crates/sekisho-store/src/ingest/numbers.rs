//! Records that name their person by a number alone.
//!
//! Only a number that one Patient of the same source has today under the same system names
//! somebody; one that two have, or that was corrected away, names nobody, and the record is set
//! aside. A value without its system is nobody's: another office may give the same digits.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::Digest;
use sekisho_model::source::Source;

use super::{About, NewRecord, SourceIdentity};
use crate::Store;
use crate::bundle::digest_of;
use crate::error::Result;
use crate::sql::{json_numbers, json_texts};

/// Who has each number today: value -> (system, Patient id with its source).
#[derive(Default)]
pub(super) struct Patients(BTreeMap<String, BTreeSet<(String, String)>>);

impl Patients {
    /// The one Patient of this source whose number it is.
    pub fn one(&self, source: &Source, number: &SourceIdentity) -> Option<String> {
        let held = self.0.get(&number.value)?.iter();
        let meant = held.filter(|(system, id)| {
            *system == number.system && Source::split(id).is_some_and(|(of, _)| of == *source)
        });
        let ids: BTreeSet<&String> = meant.map(|(_, id)| id).collect();
        match ids.len() {
            1 => ids.into_iter().next().cloned(),
            _ => None,
        }
    }
}

pub(super) async fn patients(store: &Store, records: &[NewRecord]) -> Result<Patients> {
    let wanted = records.iter().filter_map(|record| match &record.about {
        About::Number(_, number) => Some(number.value.as_str()),
        About::Nobody | About::Patient(_) | About::Alias(_) => None,
    });
    let wanted: BTreeSet<&str> = wanted.collect();
    if wanted.is_empty() {
        return Ok(Patients::default());
    }
    type Row = (String, String, i64, Vec<u8>, String);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT h.value, h.system, h.subject, h.version, i.value FROM held_number h
         JOIN identity i ON i.subject = h.subject AND i.kind = 'resource' AND i.system = 'Patient'
         WHERE h.value IN (SELECT value FROM json_each(?)) AND h.old = 0",
    )
    .bind(json_texts(wanted))
    .fetch_all(&store.vault)
    .await?;
    let subjects: BTreeSet<i64> = rows.iter().map(|row| row.2).collect();
    let current: Vec<(i64, Vec<u8>)> = sqlx::query_as(
        "SELECT subject, digest FROM record
         WHERE subject IN (SELECT value FROM json_each(?)) AND kind = 'Patient'
           AND superseded IS NULL AND out_since IS NULL",
    )
    .bind(json_numbers(subjects))
    .fetch_all(&store.bank)
    .await?;
    let current: BTreeSet<(i64, Digest)> = current
        .into_iter()
        .map(|(subject, digest)| Ok((subject, digest_of(digest)?)))
        .collect::<Result<_>>()?;
    let mut patients = Patients::default();
    for (value, system, subject, version, id) in rows {
        if current.contains(&(subject, digest_of(version)?)) {
            patients.0.entry(value).or_default().insert((system, id));
        }
    }
    Ok(patients)
}
