//! One line or row of a delivered file, read again.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

use sekisho_exchange::columnar::{Value, read};

/// The longest line that is read; a delivered record is shorter.
const LINE_MAX: u64 = 64 << 20;

/// A line of NDJSON without its end, from 1. `None`: the file has fewer lines.
pub(super) fn line(path: &Path, wanted: u64) -> io::Result<Option<Vec<u8>>> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut line = Vec::new();
    for n in 1.. {
        line.clear();
        let mut bounded = io::Read::take(&mut reader, LINE_MAX);
        if bounded.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if n == wanted {
            break;
        }
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok(Some(line))
}

/// A table's columns and one of its rows, from 1; an absent value is `None`.
pub(super) struct Row {
    pub columns: Vec<String>,
    /// `None`: the table has fewer rows.
    pub cells: Option<Vec<Option<String>>>,
}

pub(super) fn row(path: &Path, wanted: u64) -> io::Result<Row> {
    match path.extension().is_some_and(|e| e == "parquet") {
        true => parquet(path, wanted),
        false => csv(path, wanted),
    }
}

fn csv(path: &Path, wanted: u64) -> io::Result<Row> {
    let mut reader = ::csv::Reader::from_path(path)?;
    let columns = reader.headers()?.iter().map(str::to_owned).collect();
    let row = reader
        .into_records()
        .nth(usize::try_from(wanted - 1).unwrap_or(usize::MAX))
        .transpose()?;
    let cell = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Ok(Row {
        columns,
        cells: row.map(|row| row.iter().map(cell).collect()),
    })
}

fn parquet(path: &Path, wanted: u64) -> io::Result<Row> {
    let mut cells = None;
    let columns = read(std::fs::read(path)?, |n, row| {
        let is_it = n as u64 + 1 == wanted;
        if is_it {
            cells = Some(row.into_iter().map(text).collect());
        }
        !is_it
    })?;
    Ok(Row { columns, cells })
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::Absent => None,
        Value::Text(text) => Some(text),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(answer) => Some(answer.to_string()),
        Value::Date(day) => Some(sekisho_model::Day(day).to_string()),
    }
}
