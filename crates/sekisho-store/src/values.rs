//! What a column of the data model says of each person: the written values of their events.

use futures::TryStreamExt;
use sekisho_model::Day;
use sekisho_model::identity::Subject;
use sekisho_model::oncology::{ColumnType, DataModel, Lies};
use sekisho_model::record::Snapshot;
use sekisho_model::release::ReleasedField;
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;

use crate::cohort::{coverage, rows_that_were};
use crate::error::{Result, StoreError};
use crate::events::{spread_column, table};
use crate::{Coverage, Store};

/// A stretch of local days, by their numbers.
type Days = (Option<i32>, Option<i32>);

impl Store {
    /// Every written value a field has for these people in records that they cover, by subject; one
    /// that is missing is not there. An age is in whole years on the coverage's day, or at death.
    /// Columns of the vault have no values here.
    pub async fn values_of(
        &self,
        field: &ReleasedField,
        model: &DataModel,
        snapshot: Snapshot,
        coverage: &Coverage,
    ) -> Result<Vec<(Subject, String)>> {
        if !self.has_model(model).await? {
            return Ok(Vec::new());
        }
        let mut connection = self.bank.acquire().await?;
        coverage
            .lay_out(&mut connection, model, &[], self.settings().zone)
            .await?;
        let values = values(&mut connection, field, model, snapshot, coverage.today).await;
        coverage::clear(&mut connection).await?;
        values
    }
}

async fn values(
    connection: &mut SqliteConnection,
    field: &ReleasedField,
    model: &DataModel,
    snapshot: Snapshot,
    day: Day,
) -> Result<Vec<(Subject, String)>> {
    let unknown = || StoreError::UnknownName(field.to_string());
    let view = model.views.get(&field.view).ok_or_else(unknown)?;
    let column = view.column(field.column.as_str()).ok_or_else(unknown)?;
    let name = &column.name;
    match (column.lies, column.kind) {
        (Lies::Vault, _) => Err(unknown()),
        (Lies::Age, _) => ages(connection, (model, field), snapshot, day).await,
        (Lies::Table, ColumnType::Date) => {
            let columns = format!("c_{name}_day, c_{name}_last");
            let rows: Vec<(i64, Option<i32>, Option<i32>)> =
                cells(connection, (model, field), &columns, snapshot).await?;
            let written = |(subject, first, last)| Some((Subject(subject), date(first?, last?)));
            Ok(rows.into_iter().filter_map(written).collect())
        }
        (Lies::Table, ColumnType::Integer | ColumnType::Boolean) => {
            let rows: Vec<(i64, Option<i64>)> =
                cells(connection, (model, field), &format!("c_{name}"), snapshot).await?;
            let text = |value: i64| match column.kind {
                ColumnType::Boolean => (value != 0).to_string(),
                _ => value.to_string(),
            };
            let written =
                |(subject, value): (i64, Option<i64>)| Some((Subject(subject), text(value?)));
            Ok(rows.into_iter().filter_map(written).collect())
        }
        (Lies::Table, kind) => {
            let list = kind == ColumnType::Code && spread_column(view) != Some(name);
            let rows: Vec<(i64, Option<String>)> =
                cells(connection, (model, field), &format!("c_{name}"), snapshot).await?;
            let mut values = Vec::with_capacity(rows.len());
            for (subject, value) in rows {
                let Some(value) = value else { continue };
                let texts = if list { codes(&value)? } else { vec![value] };
                values.extend(texts.into_iter().map(|text| (Subject(subject), text)));
            }
            Ok(values)
        }
    }
}

/// Of rows that are events: what was not counts only where its own column is asked for.
async fn cells<R>(
    connection: &mut SqliteConnection,
    (model, field): (&DataModel, &ReleasedField),
    columns: &str,
    snapshot: Snapshot,
) -> Result<Vec<R>>
where
    R: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
{
    let (events, arguments) = rows_that_were(model, &field.view, &field.column, snapshot)?;
    let sql = format!(
        "SELECT DISTINCT e.subject, {columns} FROM temp.covered_person AS q CROSS JOIN {} AS e ON e.subject = q.subject
         WHERE {events} AND {} ORDER BY 1, 2",
        table(&field.view),
        coverage::usable("e", "q.grp")
    );
    let rows = sqlx::query_as_with(AssertSqlSafe(sql), arguments);
    Ok(rows.fetch(connection).try_collect().await?)
}

async fn ages(
    connection: &mut SqliteConnection,
    of: (&DataModel, &ReleasedField),
    snapshot: Snapshot,
    day: Day,
) -> Result<Vec<(Subject, String)>> {
    let columns = "c_birth_date_day, c_birth_date_last, c_death_day, c_death_last";
    type Row = (i64, Option<i32>, Option<i32>, Option<i32>, Option<i32>);
    let rows: Vec<Row> = cells(connection, of, columns, snapshot).await?;
    let aged = rows.into_iter().filter_map(|(subject, b, c, d, e)| {
        Some((Subject(subject), age((b, c), (d, e), day)?.to_string()))
    });
    Ok(aged.collect())
}

/// Whole calendar years to the day, or to death; none where the dates leave it open.
fn age(birth: Days, death: Days, day: Day) -> Option<i32> {
    let (born, last_born) = (Day(birth.0?), Day(birth.1?));
    let first = death.0.map_or(day, |death| Day(death).min(day));
    let last = death.1.map_or(day, |death| Day(death).min(day));
    let (oldest, youngest) = (last.age(born), first.age(last_born));
    (oldest == youngest).then_some(oldest)
}

/// At the precision its days show: a day, a month, or a year.
fn date(first: i32, last: i32) -> String {
    let ((year, month, day), (last_year, last_month, _)) = (Day(first).ymd(), Day(last).ymd());
    match (year == last_year, month == last_month, first == last) {
        (true, true, true) => format!("{year:04}-{month:02}-{day:02}"),
        (true, true, false) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}"),
    }
}

/// The codes of a list of `[system, code]`.
fn codes(json: &str) -> Result<Vec<String>> {
    let list: Vec<(Option<i64>, String)> =
        serde_json::from_str(json).map_err(|_| StoreError::Damaged("an event's codes"))?;
    Ok(list.into_iter().map(|(_, code)| code).collect())
}
