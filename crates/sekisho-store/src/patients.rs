//! The people's rows of the `patient` view, read back: what conditions of profiles look at.

use std::collections::BTreeMap;

use sekisho_model::event::{Cell, Coding};
use sekisho_model::identity::Subject;
use sekisho_model::oncology::{Column, ColumnType, View};
use sekisho_model::record::Snapshot;
use sekisho_model::time::Precision;
use sekisho_model::transform::PatientRows;
use sekisho_model::{ColumnName, Day, Instant, Interval, ViewName, Zone};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row};

use crate::Store;
use crate::error::{Result, StoreError};
use crate::events::{spread_column, table, views};
use crate::sql::json_numbers;

impl Store {
    /// These people's rows in a snapshot, with the columns asked for. Who has several records of
    /// the view is seen by the first, as cohorts and tests see them.
    pub async fn patient_rows(
        &self,
        subjects: &[Subject],
        columns: &[ColumnName],
        snapshot: Snapshot,
    ) -> Result<PatientRows> {
        let zone = self.settings().zone;
        let mut people = PatientRows {
            rows: BTreeMap::new(),
            zone,
        };
        let mut tx = self.bank.begin().await?;
        let views = views(&mut tx).await?;
        let name = ViewName::from("patient");
        let Some(view) = views.get(&name) else {
            return Ok(people);
        };
        let systems: Vec<(i64, String)> = sqlx::query_as("SELECT id, url FROM code_system")
            .fetch_all(&mut *tx)
            .await?;
        let reader = Reader {
            wanted: view
                .projected()
                .filter(|column| columns.contains(&column.name))
                .collect(),
            view,
            systems: systems.into_iter().collect(),
            zone,
        };
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT e.* FROM {} AS e WHERE e.subject IN (SELECT value FROM json_each(?1)) AND {}
             ORDER BY e.subject, e.record, e.part, e.coding",
            table(&name),
            self.event_stands("e", "?2")
        )))
        .bind(json_numbers(subjects.iter().map(|subject| subject.0)))
        .bind(snapshot.0)
        .fetch_all(&mut *tx)
        .await?;
        let mut first: Option<(i64, i64, i64)> = None;
        for row in &rows {
            let event = (row.get("subject"), row.get("record"), row.get("part"));
            match first {
                // Another coding of the event that speaks for the person.
                Some(same) if same == event => {
                    let cells = people.rows.entry(Subject(event.0)).or_default();
                    reader.further_coding(row, cells)?;
                }
                Some((subject, ..)) if subject == event.0 => {}
                _ => {
                    first = Some(event);
                    people.rows.insert(Subject(event.0), reader.cells(row)?);
                }
            }
        }
        Ok(people)
    }
}

struct Reader<'v> {
    view: &'v View,
    wanted: Vec<&'v Column>,
    systems: BTreeMap<i64, String>,
    zone: Zone,
}

impl Reader<'_> {
    fn cells(&self, row: &SqliteRow) -> Result<BTreeMap<ColumnName, Cell>> {
        let cells = self
            .wanted
            .iter()
            .map(|column| Ok((column.name.clone(), self.cell(row, column)?)));
        cells.collect()
    }

    fn further_coding(
        &self,
        row: &SqliteRow,
        cells: &mut BTreeMap<ColumnName, Cell>,
    ) -> Result<()> {
        let spread = spread_column(self.view);
        let known = spread.and_then(|name| cells.get_mut(name));
        if let (Some(name), Some(Cell::Codes(codings))) = (spread, known) {
            codings.extend(self.coding(row, name)?);
        }
        Ok(())
    }

    fn coding(&self, row: &SqliteRow, name: &ColumnName) -> Result<Option<Coding>> {
        let code: Option<String> = row.try_get(format!("c_{name}").as_str())?;
        let system: Option<i64> = row.try_get(format!("c_{name}_system").as_str())?;
        Ok(code.map(|code| self.named(system, code)))
    }

    fn named(&self, system: Option<i64>, code: String) -> Coding {
        let system = system.and_then(|id| self.systems.get(&id));
        Coding {
            system: system.cloned().unwrap_or_default(),
            code,
        }
    }

    fn cell(&self, row: &SqliteRow, column: &Column) -> Result<Cell> {
        let name = &column.name;
        let at = format!("c_{name}");
        if column.kind == ColumnType::Code && spread_column(self.view) == Some(name) {
            let coding = self.coding(row, name)?;
            return Ok(coding.map_or(Cell::Missing, |coding| Cell::Codes(vec![coding])));
        }
        let text = || -> Result<Option<String>> { Ok(row.try_get(at.as_str())?) };
        let number = |at: &str| -> Result<Option<i64>> { Ok(row.try_get(at)?) };
        let cell = match column.kind {
            ColumnType::Text => text()?.map(Cell::Text),
            ColumnType::Decimal => text()?.map(Cell::Decimal),
            ColumnType::Integer => number(&at)?.map(Cell::Integer),
            ColumnType::Boolean => number(&at)?.map(|value| Cell::Boolean(value != 0)),
            ColumnType::Code => text()?.map(|list| self.codes(&list)).transpose()?,
            ColumnType::Date => {
                let ends = ["from", "day", "last"].map(|end| number(&format!("{at}_{end}")));
                let [from, first, last] = ends;
                match (from?, first?, last?) {
                    (Some(from), Some(first), Some(last)) => {
                        Some(Cell::Date(self.date(from, first, last)?))
                    }
                    _ => None,
                }
            }
        };
        Ok(cell.unwrap_or(Cell::Missing))
    }

    /// A list of `[system, code]`.
    fn codes(&self, list: &str) -> Result<Cell> {
        let list: Vec<(Option<i64>, String)> =
            serde_json::from_str(list).map_err(|_| StoreError::Damaged("a list of codes"))?;
        let codings = list
            .into_iter()
            .map(|(system, code)| self.named(system, code));
        Ok(Cell::Codes(codings.collect()))
    }

    /// The table keeps where a date begins and the local days it may mean; no more is asked of it.
    fn date(&self, from: i64, first: i64, last: i64) -> Result<Interval> {
        let day = |n: i64| i32::try_from(n).map(Day);
        let (Ok(_), Ok(end)) = (day(first), day(last)) else {
            return Err(StoreError::Damaged("a day"));
        };
        let until = self.zone.midnight(Day(end.0.saturating_add(1)));
        let precision = match last - first {
            0 => Precision::Day,
            1..=31 => Precision::Month,
            _ => Precision::Year,
        };
        Ok(Interval {
            from: Instant(from),
            until,
            precision,
        })
    }
}
