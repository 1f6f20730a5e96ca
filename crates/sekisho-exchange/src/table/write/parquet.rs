//! Apache Parquet: integers are INT64, booleans BOOLEAN, everything else is a string.
//!
//! A decimal is the digits as written: `1.10` says how exactly it was measured, and no number type
//! keeps that. A date is ISO 8601 at its own precision: a year alone is no DATE.

use std::io::{self, Write};

use sekisho_model::oncology::ColumnType;
use sekisho_model::transform::TableHead;

use crate::columnar::{Cell, Kind, Writer};

pub struct ParquetWriter<W: Write + Send> {
    writer: Writer<W>,
    kinds: Vec<Kind>,
}

impl<W: Write + Send> ParquetWriter<W> {
    pub fn new(head: &TableHead, into: W) -> io::Result<Self> {
        let columns = head.columns.iter();
        let columns: Vec<(&str, Kind)> = columns
            .map(|column| (column.name.as_str(), kind(column.kind)))
            .collect();
        Ok(Self {
            writer: Writer::new(into, &columns)?,
            kinds: columns.iter().map(|(_, kind)| *kind).collect(),
        })
    }

    pub fn row(&mut self, cells: &[Option<&str>]) -> io::Result<()> {
        let cells = cells.iter().zip(&self.kinds);
        let cells: io::Result<Vec<Cell<'_>>> =
            cells.map(|(cell, kind)| read(*cell, *kind)).collect();
        self.writer.push(&cells?)
    }

    pub fn finish(self) -> io::Result<W> {
        self.writer.finish()
    }
}

fn kind(kind: ColumnType) -> Kind {
    match kind {
        ColumnType::Integer => Kind::Integer,
        ColumnType::Boolean => Kind::Boolean,
        ColumnType::Code | ColumnType::Text | ColumnType::Decimal | ColumnType::Date => Kind::Text,
    }
}

fn read(cell: Option<&str>, kind: Kind) -> io::Result<Cell<'_>> {
    let Some(text) = cell else {
        return Ok(Cell::Absent);
    };
    let read = match kind {
        Kind::Text => Some(Cell::Text(text)),
        Kind::Integer => text.parse().ok().map(Cell::Integer),
        Kind::Boolean => text.parse().ok().map(Cell::Boolean),
        Kind::Date => None,
    };
    read.ok_or_else(|| io::Error::other("a cell is not of its column's type"))
}
