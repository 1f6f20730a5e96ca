//! Whole tables of counts as they were told, so that the same question can be answered alike.
//!
//! What a table looked like and who stood in each of its entries, hidden ones too, as keyed marks. It
//! is written in the transaction of the ledger entry that tells it; clearing a guard ends its use.

use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::error::Result;

/// A table that was told under a guard. What stands in `body` is for the gate to read.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    pub guard: &'a str,
    /// Everything that makes two questions the same.
    pub question: &'a str,
    pub body: &'a str,
}

impl Store {
    /// The last table told under a guard to this question, since the guard was last cleared.
    pub async fn answered(&self, guard: &str, question: &str) -> Result<Option<String>> {
        let found = sqlx::query_scalar(
            "SELECT body FROM answer
             WHERE guard = ?1 AND question = ?2
               AND seq > (SELECT coalesce(max(seq), 0) FROM guard_cleared WHERE guard = ?1)
             ORDER BY seq DESC LIMIT 1",
        );
        let found = found.bind(guard).bind(question);
        Ok(found.fetch_optional(&self.ledger).await?)
    }

    /// Every table told under a guard since it was last cleared.
    pub async fn answers(&self, guard: &str) -> Result<Vec<String>> {
        let found = sqlx::query_scalar(
            "SELECT body FROM answer
             WHERE guard = ?1 AND seq > (SELECT coalesce(max(seq), 0) FROM guard_cleared WHERE guard = ?1)
             ORDER BY seq",
        );
        Ok(found.bind(guard).fetch_all(&self.ledger).await?)
    }
}

pub(crate) async fn keep(
    connection: &mut SqliteConnection,
    answered: &Answered<'_>,
    seq: i64,
) -> Result<()> {
    sqlx::query("INSERT INTO answer (guard, seq, question, body) VALUES (?, ?, ?, ?)")
        .bind(answered.guard)
        .bind(seq)
        .bind(answered.question)
        .bind(answered.body)
        .execute(connection)
        .await?;
    Ok(())
}
