//! CSV by RFC 4180, with LF line ends: a header of column names, then the rows, UTF-8.
//!
//! Nothing is put before a cell that begins with `=`, `+`, `-` or `@`. A spreadsheet may take such
//! a cell for a formula, but a negative number begins so too, and a delivered value that differs
//! from the record's is false; who opens the file imports its columns as text.

use std::io::{self, Write};

use sekisho_model::transform::TableHead;

pub struct CsvWriter<W: Write>(::csv::Writer<W>);

impl<W: Write> CsvWriter<W> {
    pub fn new(head: &TableHead, into: W) -> io::Result<Self> {
        let mut writer = ::csv::WriterBuilder::new()
            .terminator(::csv::Terminator::Any(b'\n'))
            .from_writer(into);
        writer.write_record(head.columns.iter().map(|column| column.name.as_str()))?;
        Ok(Self(writer))
    }

    /// An absent value is an empty cell; no value is empty, so the two are never confused.
    pub fn row(&mut self, cells: &[Option<&str>]) -> io::Result<()> {
        let cells = cells.iter().map(|cell| cell.unwrap_or_default());
        Ok(self.0.write_record(cells)?)
    }

    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(|e| e.into_error())
    }
}
