//! What a steward says of records: take them out, let what waits stand or not, bring one back.

use sekisho_model::Instant;
use sqlx::sqlite::SqliteConnection;

use super::deletions::{self, Of};
use super::{Removal, State, Why, mark_out, next_snapshot, removal, take_back};
use crate::Store;
use crate::error::Result;

/// Who decides, and why.
#[derive(Clone, Copy)]
pub struct Decided<'a> {
    pub who: &'a str,
    pub why: &'a str,
    pub at: Instant,
}

/// What came back by an undoing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undone {
    pub removal: i64,
    pub records: u64,
}

impl Store {
    /// Takes these records out. `Err` of the inner: the first that does not stand; nothing is done.
    pub async fn retire(
        &self,
        records: &[(String, String)],
        by: Decided<'_>,
    ) -> Result<std::result::Result<i64, (String, String)>> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        let mut rows = Vec::new();
        for (kind, id) in records {
            let current: Vec<(i64, Option<i64>, Option<i64>)> = sqlx::query_as(
                "SELECT r.row, r.subject, CASE WHEN m.state IS NULL OR m.state = 'waits' THEN 1 END FROM record r
                 LEFT JOIN removal m ON m.id = r.out_by
                 WHERE r.kind = ? AND r.source_id = ? AND r.superseded IS NULL",
            )
            .bind(kind)
            .bind(id)
            .fetch_all(&mut *tx)
            .await?;
            let before = rows.len();
            let standing = current.into_iter().filter(|(.., stands)| stands.is_some());
            rows.extend(standing.map(|(row, subject, _)| (row, subject, kind == "Patient")));
            if rows.len() == before {
                return Ok(Err((kind.clone(), id.clone())));
            }
        }
        let struck = deletions::named(&mut tx, &rows).await?;
        let of = Of {
            file: "",
            line: 0,
            by: Some((by.who, by.why)),
        };
        let kind = (Why::Retired, State::Done);
        let one = (rows.len() == 1).then(|| rows[0].0);
        let removal = deletions::insert(&mut tx, kind, one, struck.records(), &of, by.at).await?;
        let snapshot = next_snapshot(&mut tx, by.at).await?;
        struck.carry_out(&mut tx, removal, snapshot, by.at).await?;
        tx.commit().await?;
        self.sync_bank().await?;
        Ok(Ok(removal))
    }

    /// The source is right. `None`: nothing of that number waits.
    pub async fn confirm(&self, id: i64, by: Decided<'_>) -> Result<Option<Removal>> {
        self.decide(id, State::Done, by).await
    }

    /// The source is wrong: the bank keeps what it had.
    pub async fn reject(&self, id: i64, by: Decided<'_>) -> Result<Option<Removal>> {
        self.decide(id, State::Rejected, by).await
    }

    async fn decide(&self, id: i64, state: State, by: Decided<'_>) -> Result<Option<Removal>> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        let waiting = removal(&mut tx, id).await?;
        let Some(waiting) = waiting.filter(|removal| removal.state == State::Waits) else {
            return Ok(None);
        };
        sqlx::query(
            "UPDATE removal SET state = ?, who = ?, justification = ?, decided = ? WHERE id = ?",
        )
        .bind(state.word())
        .bind(by.who)
        .bind(by.why)
        .bind(by.at.0)
        .bind(id)
        .execute(&mut *tx)
        .await?;
        let snapshot = next_snapshot(&mut tx, by.at).await?;
        match (waiting.why, state) {
            (Why::Purge, State::Done) => {
                let open = deletions::pending(&mut tx, Some(id)).await?;
                let struck = deletions::strike(&mut tx, &open).await?;
                struck.carry_out(&mut tx, id, snapshot, by.at).await?;
            }
            (Why::Purge, _) => {}
            (Why::Person, _) => settle_person(&mut tx, id, state, snapshot).await?,
            _ => settle(&mut tx, id, state, snapshot).await?,
        }
        let decided = removal(&mut tx, id).await?;
        tx.commit().await?;
        self.sync_bank().await?;
        Ok(decided)
    }

    /// Lets a record that was deleted or retired stand again, with what went along with it. `None`:
    /// it is not out that way.
    pub async fn bring_back(
        &self,
        kind: &str,
        source_id: &str,
        at: Instant,
    ) -> Result<Option<Undone>> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        let by: Option<(i64, i64, Option<String>, String)> = sqlx::query_as(
            "SELECT m.id, r.row, m.kind, m.state FROM record r JOIN removal m ON m.id = r.out_by
             WHERE r.kind = ? AND r.source_id = ? AND r.superseded IS NULL
               AND m.why IN ('deleted', 'retired', 'purge') AND m.state = 'done' ORDER BY r.version DESC LIMIT 1",
        )
        .bind(kind)
        .bind(source_id)
        .fetch_optional(&mut *tx)
        .await?;
        let Some((removal, row, of, _)) = by else {
            return Ok(None);
        };
        let whole = kind == "Patient" && of.as_deref() == Some("Patient");
        let rows: Vec<i64> = sqlx::query_scalar(
            "SELECT row FROM record WHERE out_by = ?1 AND (?2 OR (kind = ?3 AND source_id = ?4))",
        )
        .bind(removal)
        .bind(whole)
        .bind(kind)
        .bind(source_id)
        .fetch_all(&mut *tx)
        .await?;
        debug_assert!(rows.contains(&row), "the record itself");
        next_snapshot(&mut tx, at).await?;
        let records: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM record WHERE superseded IS NULL AND row IN (SELECT value FROM json_each(?))",
        )
        .bind(crate::sql::json_numbers(rows.iter().copied()))
        .fetch_one(&mut *tx)
        .await?;
        take_back(&mut tx, &rows).await?;
        tx.commit().await?;
        self.sync_bank().await?;
        Ok(Some(Undone {
            removal,
            records: records as u64,
        }))
    }
}

/// Removals that wait about these rows' records are overtaken.
pub(super) async fn mend(
    connection: &mut SqliteConnection,
    rows: impl Iterator<Item = &i64>,
) -> Result<()> {
    let rows = crate::sql::json_numbers(rows.copied());
    let waiting: Vec<(i64, String)> = sqlx::query_as(
        "SELECT DISTINCT out_by, m.why FROM record r JOIN removal m ON m.id = r.out_by
         WHERE m.state = 'waits' AND r.row IN (SELECT value FROM json_each(?))",
    )
    .bind(&rows)
    .fetch_all(&mut *connection)
    .await?;
    for (id, why) in waiting {
        // One record of a person who may be two ends no doubt about the person.
        if why == Why::Person.word() {
            let free = "UPDATE record SET out_since = NULL, out_by = NULL
                 WHERE out_by = ? AND row IN (SELECT value FROM json_each(?))";
            let free = sqlx::query(free).bind(id).bind(&rows);
            free.execute(&mut *connection).await?;
            continue;
        }
        sqlx::query("UPDATE removal SET state = 'mended' WHERE id = ?")
            .bind(id)
            .execute(&mut *connection)
            .await?;
        // Free for the removal that takes them out for good.
        sqlx::query("UPDATE record SET out_since = NULL, out_by = NULL WHERE out_by = ?")
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Versions from `removal.row` on came with the doubt; those before are what the bank had.
async fn settle(
    connection: &mut SqliteConnection,
    id: i64,
    state: State,
    snapshot: i64,
) -> Result<()> {
    let first: Option<i64> = sqlx::query_scalar("SELECT row FROM removal WHERE id = ?")
        .bind(id)
        .fetch_one(&mut *connection)
        .await?;
    let rows: Vec<(i64, Option<i64>)> =
        sqlx::query_as("SELECT row, superseded FROM record WHERE out_by = ? ORDER BY row")
            .bind(id)
            .fetch_all(&mut *connection)
            .await?;
    let came = |(row, _): &&(i64, Option<i64>)| first.is_some_and(|first| *row >= first);
    let new: Vec<i64> = rows.iter().filter(came).map(|(row, _)| *row).collect();
    let had: Vec<i64> = rows
        .iter()
        .filter(|row| !came(row))
        .map(|(row, _)| *row)
        .collect();
    let (stand, give_way) = match state {
        State::Done => (&new, &had),
        _ => (&had, &new),
    };
    if stand.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "UPDATE record SET superseded = ? WHERE superseded IS NULL AND row IN (SELECT value FROM json_each(?))",
    )
    .bind(snapshot)
    .bind(crate::sql::json_numbers(give_way.iter().copied()))
    .execute(&mut *connection)
    .await?;
    take_back(connection, stand).await
}

/// The person is who they were (`Done`): the newest version of each record stands. Or they are two:
/// what came from `removal.row` on stays out, and what stood before stands again.
async fn settle_person(
    connection: &mut SqliteConnection,
    id: i64,
    state: State,
    snapshot: i64,
) -> Result<()> {
    let first: Option<i64> = sqlx::query_scalar("SELECT row FROM removal WHERE id = ?")
        .bind(id)
        .fetch_one(&mut *connection)
        .await?;
    type Row = (String, String, i64, i64, Option<i64>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT kind, source_id, row, added, superseded FROM record WHERE out_by = ? ORDER BY kind, source_id, version",
    )
    .bind(id)
    .fetch_all(&mut *connection)
    .await?;
    let came = |row: &Row| state == State::Rejected && first.is_some_and(|first| row.2 >= first);
    let (mut back, mut gives_way, mut stands) = (Vec::new(), Vec::new(), Vec::new());
    for versions in rows.chunk_by(|one, other| (&one.0, &one.1) == (&other.0, &other.1)) {
        let (new, had): (Vec<&Row>, Vec<&Row>) = versions.iter().partition(|row| came(row));
        // A version that was older from the start never stood.
        let stood = |row: &&&Row| row.4 != Some(row.3);
        let newest = had.iter().rfind(stood).map(|row| row.2);
        back.extend(had.iter().map(|row| row.2));
        stands.extend(newest.filter(|_| versions.iter().any(|row| row.4.is_none())));
        // What has nothing behind it stays known as rejected, should it come again.
        let keeper = newest.or(new.last().map(|row| row.2));
        let others = had
            .iter()
            .chain(&new)
            .filter(|row| row.4.is_none() && Some(row.2) != keeper);
        gives_way.extend(others.map(|row| row.2));
    }
    for (rows, to) in [(&gives_way, Some(snapshot)), (&stands, None)] {
        sqlx::query(
            "UPDATE record SET superseded = ? WHERE row IN (SELECT value FROM json_each(?))",
        )
        .bind(to)
        .bind(crate::sql::json_numbers(rows.iter().copied()))
        .execute(&mut *connection)
        .await?;
    }
    take_back(connection, &back).await
}

impl Store {
    /// Takes current records out until a steward has looked: each points to what turns out to be
    /// another patient's. By type and id, with the member that points there.
    pub async fn hold(&self, records: &[(String, String, String)], at: Instant) -> Result<u64> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        let mut rows = Vec::new();
        for (kind, id, element) in records {
            let row: Option<i64> = sqlx::query_scalar(
                "SELECT row FROM record WHERE kind = ? AND source_id = ? AND superseded IS NULL AND out_since IS NULL",
            )
            .bind(kind)
            .bind(id)
            .fetch_optional(&mut *tx)
            .await?;
            rows.extend(row.map(|row| (row, element.as_str())));
        }
        if rows.is_empty() {
            return Ok(0);
        }
        let snapshot = next_snapshot(&mut tx, at).await?;
        for (row, element) in &rows {
            hold_row(&mut tx, *row, element, ("", 0), snapshot, at).await?;
        }
        tx.commit().await?;
        Ok(rows.len() as u64)
    }
}

/// One record that stands is out until a steward has looked.
pub(crate) async fn hold_row(
    connection: &mut SqliteConnection,
    row: i64,
    element: &str,
    (file, line): (&str, i64),
    snapshot: i64,
    at: Instant,
) -> Result<()> {
    let of = Of {
        file,
        line,
        by: None,
    };
    let kind = (Why::Points, State::Waits);
    let id = deletions::insert(connection, kind, Some(row), 1, &of, at).await?;
    // Nothing of it came without doubt: all of it stands, or none.
    sqlx::query("UPDATE removal SET row = 0, element = ? WHERE id = ?")
        .bind(element)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    mark_out(connection, &[row], None, id, snapshot).await
}
