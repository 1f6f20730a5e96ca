//! Small pieces of SQL writing: many rows in one statement, lists of numbers as one parameter.

use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Arguments, AssertSqlSafe};

use crate::error::{Result, StoreError};

/// Rows of one INSERT statement; SQLite's own limit is 32,766 parameters.
const ROWS_MAX: usize = 500;
const PARAMETERS_MAX: usize = 32_000;

/// A bound value.
#[derive(Clone, PartialEq)]
pub enum Value {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl Value {
    pub fn or_null(value: Option<i64>) -> Self {
        value.map_or(Self::Null, Self::Integer)
    }

    pub fn add_to(self, arguments: &mut SqliteArguments) -> Result<()> {
        let added = match self {
            Self::Null => arguments.add(None::<i64>),
            Self::Integer(value) => arguments.add(value),
            Self::Text(value) => arguments.add(value),
            Self::Blob(value) => arguments.add(value),
        };
        added.map_err(|error| StoreError::Sql(sqlx::Error::Encode(error)))
    }
}

/// Rows on their way into a table. `insert` is `INSERT INTO t (…)`, `after` what follows the rows.
pub struct Bulk {
    insert: String,
    after: &'static str,
    width: usize,
    values: Vec<Value>,
}

impl Bulk {
    pub fn new(insert: impl Into<String>, width: usize, after: &'static str) -> Self {
        Self {
            insert: insert.into(),
            after,
            width,
            values: Vec::new(),
        }
    }

    pub fn push(&mut self, row: impl IntoIterator<Item = Value>) {
        self.values.extend(row);
        debug_assert!(
            self.values.len().is_multiple_of(self.width),
            "a row of another width"
        );
    }

    /// Writes all rows and returns how many the database took.
    pub async fn write(self, connection: &mut SqliteConnection) -> Result<u64> {
        let chunk = ROWS_MAX.min(PARAMETERS_MAX / self.width) * self.width;
        let (mut values, mut written) = (self.values.into_iter().peekable(), 0);
        while values.peek().is_some() {
            let mut arguments = SqliteArguments::default();
            let mut count = 0;
            for value in values.by_ref().take(chunk) {
                value.add_to(&mut arguments)?;
                count += 1;
            }
            let row = format!("({})", vec!["?"; self.width].join(","));
            let rows = vec![row; count / self.width].join(",");
            let sql = format!("{} VALUES {rows} {}", self.insert, self.after);
            let done = sqlx::query_with(AssertSqlSafe(sql), arguments)
                .execute(&mut *connection)
                .await?;
            written += done.rows_affected();
        }
        Ok(written)
    }
}

/// Numbers as a JSON array, for `IN (SELECT value FROM json_each(?))`.
pub fn json_numbers(numbers: impl IntoIterator<Item = i64>) -> String {
    let list: Vec<String> = numbers.into_iter().map(|n| n.to_string()).collect();
    format!("[{}]", list.join(","))
}

/// Texts as a JSON array.
pub fn json_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    serde_json::Value::from_iter(texts).to_string()
}
