//! Consent events as they were told: only ever added.

use std::collections::BTreeMap;

use sekisho_model::consent::ConsentEvent;
use sekisho_model::identity::Subject;
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::agreement::{self, Part};
use crate::error::{Result, StoreError};
use crate::sql::{Bulk, Value, json_numbers};

/// The newest version of a document by which somebody's consent came; what it says is its reader's.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The source whose name it bears; empty: the only one.
    pub source: String,
    pub name: String,
    pub subject: Subject,
    pub json: String,
}

impl Store {
    /// The newest version that is known of a document.
    pub async fn consent_document(&self, source: &str, name: &str) -> Result<Option<Document>> {
        let row: Option<(i64, String)> = sqlx::query_as(
            "SELECT subject, json FROM consent_document WHERE source = ? AND name = ?",
        )
        .bind(source)
        .bind(name)
        .fetch_optional(&self.bank)
        .await?;
        Ok(row.map(|(subject, json)| Document {
            source: source.to_owned(),
            name: name.to_owned(),
            subject: Subject(subject),
            json,
        }))
    }

    /// Adds events; one that is known already (by its id) is not added again. Returns how many were new.
    pub async fn add_consent_events(&self, events: &[ConsentEvent]) -> Result<usize> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        let new = add(&mut tx, events).await?;
        if new > 0 {
            let (first, count) = (events[0].id(), new.to_be_bytes());
            agreement::link(&mut tx, Part::Bank, &[b"consents", &first.0, &count]).await?;
        }
        tx.commit().await?;
        self.sync_bank().await?;
        self.witness(Part::Bank).await?;
        Ok(new as usize)
    }

    /// People of whom something is dated before they were born or after they died, roughly: whoever
    /// asks looks again.
    pub async fn said_out_of_life(&self) -> Result<Vec<Subject>> {
        let laid_out: i64 = sqlx::query_scalar("SELECT count(*) FROM model")
            .fetch_one(&self.bank)
            .await?;
        if laid_out == 0 {
            return Ok(Vec::new());
        }
        let found: Vec<i64> = sqlx::query_scalar(
            "SELECT DISTINCT e.subject FROM consent_event AS e JOIN event_patient AS p USING (subject)
             WHERE p.superseded IS NULL AND p.coding = 0
               AND (e.effective / 86400000 - 1 < p.c_birth_date_day OR e.effective / 86400000 + 1 > p.c_death_last)
             ORDER BY e.subject",
        )
        .fetch_all(&self.bank)
        .await?;
        Ok(found.into_iter().map(Subject).collect())
    }

    /// By subject, each by effective time, then recorded time, then id. `None` = everybody.
    pub async fn consent_events(
        &self,
        subjects: Option<&[Subject]>,
    ) -> Result<BTreeMap<Subject, Vec<ConsentEvent>>> {
        let rows: Vec<String> = match subjects {
            None => {
                let all =
                    "SELECT json FROM consent_event ORDER BY subject, effective, recorded, id";
                sqlx::query_scalar(all).fetch_all(&self.bank).await?
            }
            Some(subjects) => {
                let some = "SELECT json FROM consent_event WHERE subject IN (SELECT value FROM json_each(?))
                            ORDER BY subject, effective, recorded, id";
                let wanted = json_numbers(subjects.iter().map(|s| s.0));
                sqlx::query_scalar(some)
                    .bind(wanted)
                    .fetch_all(&self.bank)
                    .await?
            }
        };
        let mut events: BTreeMap<Subject, Vec<ConsentEvent>> = BTreeMap::new();
        for json in rows {
            let event: ConsentEvent =
                serde_json::from_str(&json).map_err(|_| StoreError::Damaged("consent event"))?;
            events.entry(event.subject).or_default().push(event);
        }
        Ok(events)
    }
}

/// Puts the newest version of each in the place of the one before.
pub(crate) async fn keep_documents(
    tx: &mut SqliteConnection,
    documents: &[Document],
) -> Result<()> {
    let mut bulk = Bulk::new(
        "INSERT OR REPLACE INTO consent_document (source, name, subject, json)",
        4,
        "",
    );
    for document in documents {
        bulk.push([
            Value::Text(document.source.clone()),
            Value::Text(document.name.clone()),
            Value::Integer(document.subject.0),
            Value::Text(document.json.clone()),
        ]);
    }
    bulk.write(tx).await?;
    Ok(())
}

/// Adds events in a transaction of the bank. Returns how many were new.
pub(crate) async fn add(tx: &mut SqliteConnection, events: &[ConsentEvent]) -> Result<u64> {
    let mut bulk = Bulk::new(
        "INSERT OR IGNORE INTO consent_event (id, subject, effective, recorded, json)",
        5,
        "",
    );
    for event in events {
        let json =
            serde_json::to_string(event).map_err(|_| StoreError::Damaged("consent event"))?;
        bulk.push([
            Value::Blob(event.id().0.to_vec()),
            Value::Integer(event.subject.0),
            Value::Integer(event.effective.0),
            Value::Integer(event.recorded.0),
            Value::Text(json),
        ]);
    }
    bulk.write(tx).await
}
