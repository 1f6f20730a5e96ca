//! Tables as files: the same rows give the same bytes.

pub mod csv;
pub mod parquet;

use std::io::{self, Write};

use sekisho_model::transform::TableHead;

use self::csv::CsvWriter;
use self::parquet::ParquetWriter;

/// A format of `dsl/formats.tsv` that holds tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    Csv,
    Parquet,
}

impl Format {
    pub const ALL: [Self; 2] = [Self::Csv, Self::Parquet];

    /// As a delivery names it; also how the file's name ends.
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

/// One table on its way into a file.
pub enum Writer<W: Write + Send> {
    Csv(Box<CsvWriter<W>>),
    Parquet(Box<ParquetWriter<W>>),
}

impl<W: Write + Send> Writer<W> {
    pub fn new(format: Format, head: &TableHead, into: W) -> io::Result<Self> {
        Ok(match format {
            Format::Csv => Self::Csv(Box::new(CsvWriter::new(head, into)?)),
            Format::Parquet => Self::Parquet(Box::new(ParquetWriter::new(head, into)?)),
        })
    }

    /// Cells in the order of the head's columns.
    pub fn row(&mut self, cells: &[Option<&str>]) -> io::Result<()> {
        match self {
            Self::Csv(writer) => writer.row(cells),
            Self::Parquet(writer) => writer.row(cells),
        }
    }

    /// Writes what is still held back and gives the sink again.
    pub fn finish(self) -> io::Result<W> {
        match self {
            Self::Csv(writer) => writer.finish(),
            Self::Parquet(writer) => writer.finish(),
        }
    }
}
