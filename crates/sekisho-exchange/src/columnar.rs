//! Typed columns as one Parquet file, and back: what tables leave in and what lineage is kept in.
//!
//! The bytes follow from the rows alone: no time, no machine, no version of a library is written.
//! Rows are held in memory up to a bound and leave as row groups.

use std::io::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::record::Field;
use parquet::schema::types::{Type, TypePtr};

/// Rows of one row group at most.
const ROWS_MAX: usize = 100_000;
/// Bytes that wait for one row group, after which it leaves: a delivery writes several files at once.
const BYTES_MAX: usize = 6 << 20;
/// A file with more rows than this is not one of ours.
const READ_MAX: usize = 50_000_000;

/// What a column holds. Every cell may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    Boolean,
    /// Days since 1970-01-01.
    Date,
}

/// One cell to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    Absent,
    Text(&'a str),
    Integer(i64),
    Boolean(bool),
    Date(i32),
}

/// One cell as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Absent,
    Text(String),
    Integer(i64),
    Boolean(bool),
    Date(i32),
}

enum Cells {
    /// The texts one behind the other, and where each ends.
    Text(Vec<u8>, Vec<u32>),
    Integer(Vec<i64>),
    Boolean(Vec<bool>),
    Date(Vec<i32>),
}

struct Waiting {
    cells: Cells,
    /// 1 where a value stands, 0 where it is absent.
    present: Vec<i16>,
}

/// Writes rows; the file is whole only after [`Writer::finish`].
pub struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Waiting>,
    rows: usize,
    bytes: usize,
}

impl<W: Write + Send> Writer<W> {
    /// Columns by name, in the order of their cells.
    pub fn new(onto: W, columns: &[(&str, Kind)]) -> io::Result<Self> {
        let schema = schema(columns).map_err(fault)?;
        Ok(Self {
            file: SerializedFileWriter::new(onto, schema, properties()?).map_err(fault)?,
            columns: columns.iter().map(|(_, kind)| Waiting::of(*kind)).collect(),
            rows: 0,
            bytes: 0,
        })
    }

    /// One row, a cell for every column. A cell of another kind than its column's is a fault.
    pub fn push(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        if cells.len() != self.columns.len() {
            return Err(io::Error::other("a row is not as wide as its table"));
        }
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            self.bytes += column.push(*cell)?;
        }
        self.rows += 1;
        if self.rows >= ROWS_MAX || self.bytes >= BYTES_MAX {
            self.leave().map_err(fault)?;
        }
        Ok(())
    }

    /// Writes what waits and the footer; gives back what was written onto.
    pub fn finish(mut self) -> io::Result<W> {
        self.leave().map_err(fault)?;
        self.file.into_inner().map_err(fault)
    }

    fn leave(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for column in &mut self.columns {
            let Some(writer) = group.next_column()? else {
                break;
            };
            column.write(writer)?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl Waiting {
    fn of(kind: Kind) -> Self {
        let cells = match kind {
            Kind::Text => Cells::Text(Vec::new(), Vec::new()),
            Kind::Integer => Cells::Integer(Vec::new()),
            Kind::Boolean => Cells::Boolean(Vec::new()),
            Kind::Date => Cells::Date(Vec::new()),
        };
        Self {
            cells,
            present: Vec::new(),
        }
    }

    /// Gives the bytes it takes to wait.
    fn push(&mut self, cell: Cell<'_>) -> io::Result<usize> {
        self.present.push(i16::from(cell != Cell::Absent));
        match (&mut self.cells, cell) {
            (_, Cell::Absent) => {}
            (Cells::Text(all, ends), Cell::Text(text)) => {
                all.extend_from_slice(text.as_bytes());
                ends.push(all.len() as u32);
                return Ok(text.len() + 6);
            }
            (Cells::Integer(all), Cell::Integer(number)) => all.push(number),
            (Cells::Boolean(all), Cell::Boolean(answer)) => all.push(answer),
            (Cells::Date(all), Cell::Date(day)) => all.push(day),
            _ => return Err(io::Error::other("a cell is not of its column's kind")),
        }
        Ok(8)
    }

    fn write(&mut self, mut writer: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let present = Some(self.present.as_slice());
        match &mut self.cells {
            Cells::Text(all, ends) => {
                let bytes = Bytes::from(std::mem::take(all));
                let starts = std::iter::once(0).chain(ends.iter().copied());
                let texts = starts.zip(ends.iter());
                let texts = texts.map(|(from, to)| bytes.slice(from as usize..*to as usize));
                let texts: Vec<ByteArray> = texts.map(ByteArray::from).collect();
                writer
                    .typed::<ByteArrayType>()
                    .write_batch(&texts, present, None)?;
                ends.clear();
            }
            Cells::Integer(all) => {
                writer
                    .typed::<Int64Type>()
                    .write_batch(all, present, None)?;
                all.clear();
            }
            Cells::Boolean(all) => {
                writer.typed::<BoolType>().write_batch(all, present, None)?;
                all.clear();
            }
            Cells::Date(all) => {
                writer
                    .typed::<Int32Type>()
                    .write_batch(all, present, None)?;
                all.clear();
            }
        }
        self.present.clear();
        writer.close()
    }
}

/// The columns' names, then every row in order until `see` says stop (`false`).
pub fn read(
    bytes: Vec<u8>,
    mut see: impl FnMut(usize, Vec<Value>) -> bool,
) -> io::Result<Vec<String>> {
    let reader = SerializedFileReader::new(Bytes::from(bytes)).map_err(fault)?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let names = schema
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    for (n, row) in reader.get_row_iter(None).map_err(fault)?.enumerate() {
        if n == READ_MAX {
            return Err(io::Error::other("it has more rows than are read"));
        }
        let row = row.map_err(fault)?.into_columns();
        let cells: io::Result<Vec<Value>> =
            row.into_iter().map(|(_, field)| value(field)).collect();
        if !see(n, cells?) {
            break;
        }
    }
    Ok(names)
}

fn value(field: Field) -> io::Result<Value> {
    match field {
        Field::Null => Ok(Value::Absent),
        Field::Str(text) => Ok(Value::Text(text)),
        Field::Long(number) => Ok(Value::Integer(number)),
        Field::Bool(answer) => Ok(Value::Boolean(answer)),
        Field::Date(day) => Ok(Value::Date(day)),
        _ => Err(io::Error::other(
            "a column of a kind that nothing here writes",
        )),
    }
}

fn schema(columns: &[(&str, Kind)]) -> Result<TypePtr, ParquetError> {
    let fields: Result<Vec<TypePtr>, ParquetError> = columns
        .iter()
        .map(|(name, kind)| column(name, *kind).map(Arc::new))
        .collect();
    let group = Type::group_type_builder("row")
        .with_fields(fields?)
        .build()?;
    Ok(Arc::new(group))
}

fn column(name: &str, kind: Kind) -> Result<Type, ParquetError> {
    let (physical, logical) = match kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Boolean => (Physical::BOOLEAN, None),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
    };
    Type::primitive_type_builder(name, physical)
        .with_logical_type(logical)
        .with_repetition(Repetition::OPTIONAL)
        .build()
}

fn properties() -> io::Result<WriterPropertiesPtr> {
    let level = ZstdLevel::try_new(3).map_err(fault)?;
    let properties = WriterProperties::builder()
        .set_created_by("sekisho".to_owned())
        .set_compression(Compression::ZSTD(level))
        // A smallest and a largest value in a footer would be two patients' own.
        .set_statistics_enabled(EnabledStatistics::None)
        .build();
    Ok(Arc::new(properties))
}

/// Parquet's own words may quote what a file holds: only the kind of fault is told.
fn fault(error: ParquetError) -> io::Error {
    let what = match error {
        ParquetError::EOF(_) => "a Parquet file ends too early",
        ParquetError::NYI(_) => "a Parquet file of a kind that is not read here",
        _ => "a Parquet file can't be written or read",
    };
    io::Error::other(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Vec<u8> {
        let columns = [
            ("name", Kind::Text),
            ("n", Kind::Integer),
            ("yes", Kind::Boolean),
            ("on", Kind::Date),
        ];
        let mut writer = Writer::new(Vec::new(), &columns).unwrap();
        for n in 0..1_000 {
            let name = format!("患者{n}");
            let row = [
                Cell::Text(&name),
                if n % 3 == 0 {
                    Cell::Absent
                } else {
                    Cell::Integer(n)
                },
                Cell::Boolean(n % 2 == 0),
                Cell::Date(n as i32),
            ];
            writer.push(&row).unwrap();
        }
        writer.finish().unwrap()
    }

    #[test]
    fn what_was_written_is_read_and_the_bytes_are_the_same_again() {
        let bytes = written();
        assert_eq!(bytes, written());
        let mut rows = Vec::new();
        let names = read(bytes, |_, row| {
            rows.push(row);
            true
        })
        .unwrap();
        assert_eq!(names, ["name", "n", "yes", "on"]);
        assert_eq!(rows.len(), 1_000);
        assert_eq!(
            rows[3],
            [
                Value::Text("患者3".into()),
                Value::Absent,
                Value::Boolean(false),
                Value::Date(3)
            ]
        );
        assert_eq!(rows[4][1], Value::Integer(4));
    }

    #[test]
    fn a_footer_holds_no_value_of_the_table() {
        let mut writer = Writer::new(Vec::new(), &[("name", Kind::Text)]).unwrap();
        writer.push(&[Cell::Text("千代田花子")]).unwrap();
        let bytes = writer.finish().unwrap();
        let size = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().unwrap());
        let footer = &bytes[bytes.len() - 8 - size as usize..];
        let name = "千代田花子".as_bytes();
        assert!(!footer.windows(name.len()).any(|w| w == name));
    }

    #[test]
    fn a_row_of_another_shape_is_refused() {
        let mut writer = Writer::new(Vec::new(), &[("n", Kind::Integer)]).unwrap();
        assert!(writer.push(&[Cell::Text("x")]).is_err());
        assert!(writer.push(&[]).is_err());
    }

    #[test]
    fn what_is_no_parquet_file_is_said_to_be_none() {
        assert!(read(b"PAR1 nothing here PAR1".to_vec(), |_, _| true).is_err());
        assert!(read(Vec::new(), |_, _| true).is_err());
    }
}
