//! Event tables: one table per view of the data model, one row per event and coding.
//!
//! `event_<view>(record, part, coding, inside, subject, added, superseded, class, collected, since,
//! until, sealed, …)`. A record is one event (part 0), or one per part of it that a source's `each`
//! finds. `inside` is 0, or the number, from 1, of the part in `record.parts` whose judgement is the
//! event's too. Class, collection date and seal (the record's, or that part's) stand in every row, so
//! that a cohort can be told which rows may be used. The first `code` column of a view
//! is *spread*: each coding has its row, and an index leads from code to subject and day. Every
//! other column stands in each of the record's rows alike; further code columns are JSON lists of
//! `[system, code]`. A date is three integers: first millisecond, first and last local day. A measured
//! value stands beside its range in base units (`measure::read`).

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::event::{Cell, Coding, EventRow};
use sekisho_model::measure::{self, Partners};
use sekisho_model::oncology::{Column, ColumnType, DataModel, View};
use sekisho_model::record::Collected;
use sekisho_model::{ColumnName, DataClass, ViewName, Zone};
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::decimal;
use crate::error::{Result, StoreError};
use crate::records::collected_columns;
use crate::sql::{Bulk, Value, json_texts};

/// The views as this bank laid them out.
pub(crate) type Views = BTreeMap<ViewName, View>;

impl Store {
    /// Lays out the event tables of a data model; the same model twice changes nothing. To be
    /// called before the first ingest.
    pub async fn install_model(&self, model: &DataModel) -> Result<()> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        let known: Option<Vec<u8>> = sqlx::query_scalar("SELECT digest FROM model")
            .fetch_optional(&mut *tx)
            .await?;
        match known {
            Some(digest) if digest == model.digest.0 => return Ok(()),
            Some(_) => return Err(StoreError::OtherModel),
            None => {}
        }
        for (name, view) in &model.views {
            sqlx::raw_sql(AssertSqlSafe(ddl(name, view)?))
                .execute(&mut *tx)
                .await?;
        }
        let views =
            serde_json::to_string(&model.views).map_err(|_| StoreError::Damaged("model"))?;
        sqlx::query("INSERT INTO model (digest, views) VALUES (?, ?)")
            .bind(&model.digest.0[..])
            .bind(views)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// `Ok(true)`: records were taken in under this model; `false`: none were yet. Another model is
    /// an error.
    pub async fn is_of_model(&self, model: &DataModel) -> Result<bool> {
        self.has_model(model).await
    }

    /// Whether event tables exist, and whether they are this model's.
    pub(crate) async fn has_model(&self, model: &DataModel) -> Result<bool> {
        let known: Option<Vec<u8>> = sqlx::query_scalar("SELECT digest FROM model")
            .fetch_optional(&self.bank)
            .await?;
        match known {
            None => Ok(false),
            Some(digest) if digest == model.digest.0 => Ok(true),
            Some(_) => Err(StoreError::OtherModel),
        }
    }
}

pub(crate) async fn views(connection: &mut SqliteConnection) -> Result<Views> {
    let json: Option<String> = sqlx::query_scalar("SELECT views FROM model")
        .fetch_optional(connection)
        .await?;
    match json {
        None => Ok(Views::new()),
        Some(json) => serde_json::from_str(&json).map_err(|_| StoreError::Damaged("model")),
    }
}

pub(crate) fn table(view: &ViewName) -> String {
    format!("event_{view}")
}

/// The column whose codings have rows of their own.
pub(crate) fn spread_column(view: &View) -> Option<&ColumnName> {
    view.projected()
        .find(|column| column.kind == ColumnType::Code)
        .map(|column| &column.name)
}

/// The SQL columns of one model column. Of a measured one: the digits, and in base units the
/// dimension and the two ends of what the value may be; NULL where nothing is known of it.
fn sql_columns(column: &Column, spread: bool) -> Vec<(String, &'static str)> {
    let name = &column.name;
    let plain = |kind| vec![(format!("c_{name}"), kind)];
    match column.kind {
        ColumnType::Decimal if column.measure.is_some() => vec![
            (format!("c_{name}"), "TEXT"),
            (format!("c_{name}_dimension"), "TEXT"),
            (format!("c_{name}_low"), "BLOB"),
            (format!("c_{name}_high"), "BLOB"),
        ],
        ColumnType::Code if spread => vec![
            (format!("c_{name}"), "TEXT"),
            (format!("c_{name}_system"), "INTEGER"),
        ],
        ColumnType::Code | ColumnType::Text => plain("TEXT"),
        ColumnType::Decimal => vec![
            (format!("c_{name}"), "TEXT"),
            (format!("c_{name}_key"), "BLOB"),
        ],
        ColumnType::Integer | ColumnType::Boolean => plain("INTEGER"),
        ColumnType::Date => ["from", "day", "last"]
            .map(|end| (format!("c_{name}_{end}"), "INTEGER"))
            .into(),
    }
}

fn columns_of(view: &View) -> Vec<(String, &'static str)> {
    let spread = spread_column(view);
    view.projected()
        .flat_map(|c| sql_columns(c, Some(&c.name) == spread))
        .collect()
}

/// Names become part of SQL, so they are words and nothing else.
fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= 40
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn ddl(name: &ViewName, view: &View) -> Result<String> {
    if let Some(bad) = [name.as_str()]
        .into_iter()
        .chain(view.projected().map(|c| c.name.as_str()))
        .find(|n| !is_word(n))
    {
        return Err(StoreError::UnknownName(bad.to_owned()));
    }
    let table = table(name);
    let columns: String = columns_of(view)
        .iter()
        .map(|(name, kind)| format!(", {name} {kind}"))
        .collect();
    let days = view.date.as_ref().map_or(String::new(), |date| {
        format!(", c_{date}_day, c_{date}_last")
    });
    let by_code = spread_column(view).map_or(String::new(), |code| {
        format!("CREATE INDEX {table}_code ON {table} (c_{code}, subject{days}, c_{code}_system, added, superseded);")
    });
    Ok(format!(
        "CREATE TABLE {table} (record INTEGER NOT NULL, part INTEGER NOT NULL, coding INTEGER NOT NULL, inside INTEGER NOT NULL,
            subject INTEGER NOT NULL, added INTEGER NOT NULL, superseded INTEGER,
            class TEXT NOT NULL, collected INTEGER NOT NULL, since INTEGER, until INTEGER, sealed INTEGER NOT NULL{columns}, PRIMARY KEY (record, part, coding)) STRICT, WITHOUT ROWID;
         CREATE INDEX {table}_subject ON {table} (subject{days});
         {by_code}"
    ))
}

/// Code systems by their numbers; new ones are numbered and kept.
pub(crate) async fn systems(
    connection: &mut SqliteConnection,
    wanted: BTreeSet<&str>,
) -> Result<BTreeMap<String, i64>> {
    let mut bulk = Bulk::new("INSERT OR IGNORE INTO code_system (url)", 1, "");
    wanted
        .iter()
        .for_each(|url| bulk.push([Value::Text((*url).to_owned())]));
    bulk.write(connection).await?;
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT url, id FROM code_system WHERE url IN (SELECT value FROM json_each(?))",
    )
    .bind(json_texts(wanted))
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().collect())
}

/// Rows of one view on their way into its table.
pub(crate) struct EventTable<'v> {
    view: &'v View,
    zone: Zone,
    bulk: Bulk,
}

/// What all rows of an event share. Class and collection date are those by which its use is judged.
#[derive(Clone, Copy)]
pub(crate) struct EventOf<'r> {
    pub record: i64,
    /// Which of the record's events in this view.
    pub part: i64,
    /// The part of the record that it is judged as, from 1; 0: the record itself.
    pub inside: i64,
    pub subject: i64,
    pub added: i64,
    pub superseded: Option<i64>,
    pub class: &'r DataClass,
    pub collected: Collected,
    pub sealed: bool,
}

impl<'v> EventTable<'v> {
    pub fn new(name: &ViewName, view: &'v View, zone: Zone) -> Self {
        let columns = columns_of(view);
        let names: String = columns
            .iter()
            .map(|(name, _)| format!(", {name}"))
            .collect();
        let insert = format!(
            "INSERT INTO {} (record, part, coding, inside, subject, added, superseded, class, collected, since, until, sealed{names})",
            table(name)
        );
        Self {
            view,
            zone,
            bulk: Bulk::new(insert, 12 + columns.len(), ""),
        }
    }

    pub fn push(
        &mut self,
        of: EventOf<'_>,
        row: &EventRow,
        systems: &BTreeMap<String, i64>,
    ) -> Result<()> {
        if row.cells.len() != self.view.projected().count() {
            return Err(StoreError::OtherModel);
        }
        let spread = self
            .view
            .projected()
            .position(|column| column.kind == ColumnType::Code);
        let none = Vec::new();
        let codings = match spread.map(|at| &row.cells[at]) {
            Some(Cell::Codes(codings)) => codings,
            _ => &none,
        };
        let (collected, since, until) = collected_columns(of.collected);
        for n in 0..codings.len().max(1) {
            let head = [
                of.record, of.part, n as i64, of.inside, of.subject, of.added,
            ]
            .map(Value::Integer);
            let judged_by = [
                Value::or_null(of.superseded),
                Value::Text(of.class.0.clone()),
                Value::Integer(collected),
                Value::or_null(since),
                Value::or_null(until),
                Value::Integer(of.sealed.into()),
            ];
            let mut values: Vec<Value> = head.into_iter().chain(judged_by).collect();
            for (at, (column, cell)) in self.view.projected().zip(&row.cells).enumerate() {
                if Some(at) == spread {
                    values.extend(coding_values(codings.get(n), systems));
                } else if let (Some(partners), ColumnType::Decimal) = (&column.measure, column.kind)
                {
                    values.extend(measured_values(self.view, row, cell, partners));
                } else {
                    values.extend(cell_values(column.kind, cell, systems, self.zone));
                }
            }
            self.bulk.push(values);
        }
        Ok(())
    }

    pub async fn write(self, connection: &mut SqliteConnection) -> Result<u64> {
        self.bulk.write(connection).await
    }
}

/// Every code system an event names.
pub(crate) fn systems_of(row: &EventRow) -> impl Iterator<Item = &str> {
    let codings = row.cells.iter().flat_map(|cell| match cell {
        Cell::Codes(codings) => codings.as_slice(),
        _ => &[],
    });
    codings.map(|coding| coding.system.as_str())
}

fn coding_values(coding: Option<&Coding>, systems: &BTreeMap<String, i64>) -> [Value; 2] {
    match coding {
        None => [Value::Null, Value::Null],
        Some(coding) => [
            Value::Text(coding.code.clone()),
            Value::or_null(systems.get(&coding.system).copied()),
        ],
    }
}

/// A measured value's SQL values: its digits, and what it may be.
fn measured_values(view: &View, row: &EventRow, cell: &Cell, partners: &Partners) -> [Value; 4] {
    let Cell::Decimal(digits) = cell else {
        return [const { Value::Null }; 4];
    };
    let beside = |name: &Option<ColumnName>| {
        let at = view
            .projected()
            .position(|c| Some(&c.name) == name.as_ref());
        match at.map(|at| &row.cells[at]) {
            Some(Cell::Text(text)) => Some(text.as_str()),
            _ => None,
        }
    };
    let read = measure::read(digits, beside(&partners.unit), beside(&partners.comparator));
    let keyed = read.and_then(|read| {
        let ends = (decimal::end_key(&read.low)?, decimal::end_key(&read.high)?);
        Some((read.dimension, ends))
    });
    let digits = Value::Text(digits.clone());
    match keyed {
        Some((dimension, (low, high))) => [
            digits,
            Value::Text(dimension),
            Value::Blob(low),
            Value::Blob(high),
        ],
        None => [digits, Value::Null, Value::Null, Value::Null],
    }
}

/// A cell as its column's SQL values. A cell of another type than its column counts as missing.
fn cell_values(
    kind: ColumnType,
    cell: &Cell,
    systems: &BTreeMap<String, i64>,
    zone: Zone,
) -> Vec<Value> {
    match (kind, cell) {
        (ColumnType::Code, Cell::Codes(codings)) => {
            let list: Vec<_> = codings
                .iter()
                .map(|c| (systems.get(&c.system), c.code.as_str()))
                .collect();
            vec![serde_json::to_string(&list).map_or(Value::Null, Value::Text)]
        }
        (ColumnType::Text, Cell::Text(text)) => vec![Value::Text(text.clone())],
        (ColumnType::Decimal, Cell::Decimal(digits)) => match decimal::key(digits) {
            Some(key) => vec![Value::Text(digits.clone()), Value::Blob(key)],
            None => vec![Value::Null, Value::Null],
        },
        (ColumnType::Integer, Cell::Integer(value)) => vec![Value::Integer(*value)],
        (ColumnType::Boolean, Cell::Boolean(value)) => vec![Value::Integer(i64::from(*value))],
        (ColumnType::Date, Cell::Date(date)) => {
            let (first, last) = date.days(zone);
            vec![
                Value::Integer(date.from.0),
                Value::Integer(first.0.into()),
                Value::Integer(last.0.into()),
            ]
        }
        (ColumnType::Decimal, _) => vec![Value::Null; 2],
        (ColumnType::Date, _) => vec![Value::Null; 3],
        (ColumnType::Code | ColumnType::Text | ColumnType::Integer | ColumnType::Boolean, _) => {
            vec![Value::Null]
        }
    }
}
