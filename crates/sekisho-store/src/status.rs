//! Counts for `bank status`.

use std::path::Path;

use sekisho_model::DataClass;
use sekisho_model::record::Snapshot;
use sqlx::SqlitePool;

use crate::Store;
use crate::error::Result;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub snapshot: Snapshot,
    /// Current records by type and class, sorted.
    pub records: Vec<(String, DataClass, u64)>,
    pub superseded: u64,
    /// Records that are out: deleted at their source, retired, or waiting for a steward.
    pub out: u64,
    /// What a steward must decide.
    pub waiting: u64,
    /// Persons of the vault.
    pub subjects: u64,
    /// People who may ask.
    pub people: u64,
    pub consent_events: u64,
    pub ledger_entries: u64,
    pub quarantine: u64,
    /// Records whose code stands in one that has not come, or is out.
    pub codes_awaited: u64,
    /// Bytes of every file of the bank.
    pub disk_bytes: u64,
}

impl Store {
    pub async fn status(&self) -> Result<Status> {
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT kind, class, count(*) FROM record WHERE superseded IS NULL AND out_since IS NULL GROUP BY kind, class ORDER BY kind, class",
        )
        .fetch_all(&self.bank)
        .await?;
        Ok(Status {
            snapshot: self.snapshot().await?,
            records: rows
                .into_iter()
                .map(|(kind, class, n)| (kind, DataClass(class), n as u64))
                .collect(),
            superseded: count(
                &self.bank,
                "SELECT count(*) FROM record WHERE superseded IS NOT NULL",
            )
            .await?,
            out: count(
                &self.bank,
                "SELECT count(*) FROM record WHERE superseded IS NULL AND out_since IS NOT NULL",
            )
            .await?,
            waiting: count(
                &self.bank,
                "SELECT count(*) FROM removal WHERE state = 'waits'",
            )
            .await?,
            subjects: count(&self.vault, "SELECT count(*) FROM subject").await?,
            people: count(&self.bank, "SELECT count(*) FROM person").await?,
            consent_events: count(&self.bank, "SELECT count(*) FROM consent_event").await?,
            ledger_entries: count(&self.ledger, "SELECT count(*) FROM entry").await?,
            quarantine: count(&self.bank, "SELECT count(*) FROM quarantine").await?,
            codes_awaited: self.codes_awaited().await?,
            disk_bytes: folder_bytes(&self.dir)?,
        })
    }
}

async fn count(pool: &SqlitePool, sql: &'static str) -> Result<u64> {
    let n: i64 = sqlx::query_scalar(sql).fetch_one(pool).await?;
    Ok(n as u64)
}

fn folder_bytes(dir: &Path) -> Result<u64> {
    let mut total = 0;
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            total += folder_bytes(&entry.path())?;
        } else if kind.is_file() {
            total += entry.metadata()?.len();
        }
    }
    Ok(total)
}
