//! What could not be taken in: the place and the reason, never the value.

use sekisho_model::{Instant, Text};
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::error::Result;
use crate::sql::{Bulk, Value};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantineRow {
    /// File name, without its folder.
    pub file: String,
    /// From 1; of a Bundle, the number of the entry; 0 = the file as a whole.
    pub line: u64,
    pub reason: Text,
    pub at: Instant,
}

impl Store {
    /// By file, line and reason.
    pub async fn quarantine(&self) -> Result<Vec<QuarantineRow>> {
        let rows: Vec<(String, i64, String, String, i64)> =
            sqlx::query_as("SELECT file, line, ja, en, at FROM quarantine ORDER BY file, line, en")
                .fetch_all(&self.bank)
                .await?;
        let row = |(file, line, ja, en, at)| QuarantineRow {
            file,
            line: u64::try_from(line).unwrap_or(0),
            reason: Text { ja, en },
            at: Instant(at),
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Adds rows; the same place and reason twice is one row.
    pub async fn add_quarantine(&self, rows: &[QuarantineRow]) -> Result<()> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        write(&mut tx, rows).await?;
        Ok(tx.commit().await?)
    }
}

pub(crate) async fn write(connection: &mut SqliteConnection, rows: &[QuarantineRow]) -> Result<()> {
    let mut bulk = Bulk::new(
        "INSERT OR IGNORE INTO quarantine (file, line, en, ja, at)",
        5,
        "",
    );
    for row in rows {
        bulk.push([
            Value::Text(row.file.clone()),
            Value::Integer(row.line as i64),
            Value::Text(row.reason.en.clone()),
            Value::Text(row.reason.ja.clone()),
            Value::Integer(row.at.0),
        ]);
    }
    bulk.write(connection).await?;
    Ok(())
}
