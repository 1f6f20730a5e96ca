//! Rows in and out: the record's own row says it, its events follow.

use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;

use crate::error::Result;
use crate::events;
use crate::sql::json_numbers;

/// Takes every version of these records out that is not out yet, but for those from `spare` on.
/// `keys`: rows of which each names one record.
pub(crate) async fn mark_out(
    connection: &mut SqliteConnection,
    keys: &[i64],
    spare: Option<i64>,
    removal: i64,
    snapshot: i64,
) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    let rows: Vec<i64> = sqlx::query_scalar(
        "SELECT r.row FROM record k JOIN record r ON r.kind = k.kind AND r.source_id = k.source_id
         WHERE k.row IN (SELECT value FROM json_each(?1)) AND r.out_since IS NULL AND (?2 IS NULL OR r.row < ?2)",
    )
    .bind(json_numbers(keys.iter().copied()))
    .bind(spare)
    .fetch_all(&mut *connection)
    .await?;
    sqlx::query(
        "UPDATE record SET out_since = ?, out_by = ? WHERE row IN (SELECT value FROM json_each(?))",
    )
    .bind(snapshot)
    .bind(removal)
    .bind(json_numbers(rows.iter().copied()))
    .execute(&mut *connection)
    .await?;
    events_follow(connection, &rows).await
}

/// Takes everything about a person out that is not out yet.
pub(crate) async fn person_out(
    connection: &mut SqliteConnection,
    subject: i64,
    removal: i64,
    snapshot: i64,
) -> Result<()> {
    let rows: Vec<i64> =
        sqlx::query_scalar("SELECT row FROM record WHERE subject = ? AND out_since IS NULL")
            .bind(subject)
            .fetch_all(&mut *connection)
            .await?;
    sqlx::query(
        "UPDATE record SET out_since = ?, out_by = ? WHERE subject = ? AND out_since IS NULL",
    )
    .bind(snapshot)
    .bind(removal)
    .bind(subject)
    .execute(&mut *connection)
    .await?;
    events_follow(connection, &rows).await
}

/// Lets these rows stand again, each where it stood in the order of versions.
pub(crate) async fn take_back(connection: &mut SqliteConnection, rows: &[i64]) -> Result<()> {
    sqlx::query(
        "UPDATE record SET out_since = NULL, out_by = NULL WHERE row IN (SELECT value FROM json_each(?))",
    )
    .bind(json_numbers(rows.iter().copied()))
    .execute(&mut *connection)
    .await?;
    events_follow(connection, rows).await
}

/// The events of a record that is out stand in no snapshot; those of one that is not, where it does.
pub(crate) async fn events_follow(connection: &mut SqliteConnection, rows: &[i64]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = json_numbers(rows.iter().copied());
    for view in events::views(connection).await?.keys() {
        let table = events::table(view);
        let sql = format!(
            "UPDATE {table} SET superseded = CASE WHEN r.out_since IS NOT NULL THEN r.added ELSE r.superseded END
             FROM record AS r WHERE r.row = {table}.record AND {table}.record IN (SELECT value FROM json_each(?))"
        );
        sqlx::query(AssertSqlSafe(sql))
            .bind(&rows)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
