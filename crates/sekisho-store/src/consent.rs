//! Consent events as they were told: only ever added.

use std::collections::BTreeMap;

use sekisho_model::consent::ConsentEvent;
use sekisho_model::identity::Subject;
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::agreement::{self, Part};
use crate::error::{Result, StoreError};
use crate::sql::{Bulk, Value, json_numbers};

impl Store {
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
