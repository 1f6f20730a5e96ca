//! Where each delivered record and row came from, as Parquet.
//!
//! Of an anonymized delivery there is no lineage: a list that joins its rows back to people would
//! be what 匿名加工情報 may not have (個人情報保護法 第43条第2項, 第43条第5項).

use std::collections::BTreeSet;
use std::io;

use sekisho_exchange::columnar::{Cell, Kind, Value, Writer, read};
use sekisho_model::Digest;
use sekisho_model::identity::Subject;
use sekisho_model::record::RecordHead;

use super::{Record, exists, open};
use crate::bank::Bank;
use crate::error::BankError;
use std::path::Path;

/// Lines of one file; further ones follow in `lineage-2.parquet`, so that memory stays bounded.
const PART: u64 = 250_000;

pub(super) const COLUMNS: [(&str, Kind); 11] = [
    ("file", Kind::Text),
    ("line", Kind::Integer),
    ("type", Kind::Text),
    ("source_row", Kind::Integer),
    ("source_type", Kind::Text),
    ("source_id", Kind::Text),
    ("source_sha256", Kind::Text),
    ("subject", Kind::Integer),
    ("part", Kind::Integer),
    ("coding", Kind::Integer),
    ("withheld", Kind::Text),
];

/// The column that names the source version.
pub(super) const SOURCE_ROW: usize = 3;

/// Whether a file of a record is lineage, in one part or several.
pub(super) fn is(file: &str) -> bool {
    let name = file
        .strip_prefix("lineage")
        .and_then(|rest| rest.strip_suffix(".parquet"));
    name.is_some_and(|part| part.is_empty() || part.starts_with('-'))
}

/// Between the places of parts that stayed in; no key of the standard holds one.
const BETWEEN: char = ' ';

/// One delivered record or table row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `Observation.ndjson`; of a table its view's name without an ending, whatever formats it
    /// leaves in: they hold the same rows in the same order.
    pub file: String,
    /// From 1.
    pub line: u64,
    /// The record's type or the table's view.
    pub kind: String,
    /// The bank's number of the source version.
    pub source_row: i64,
    pub source_kind: String,
    pub source_id: String,
    pub source: Digest,
    /// `None`: a record about nobody.
    pub subject: Option<Subject>,
    /// Of a table's row: which event of the record and which coding of it, from 1.
    pub part: Option<(u32, u32)>,
    /// Places in the source of the parts that did not leave in it.
    pub withheld: BTreeSet<String>,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub file: &'a str,
    pub line: u64,
    pub kind: &'a str,
    pub part: Option<(u32, u32)>,
}

/// Lineage as it grows beside the data.
#[derive(Default)]
pub struct Lineage {
    writer: Option<Writer<Vec<u8>>>,
    lines: u64,
    parts: u64,
}

impl Lineage {
    /// Notes one line; a full part leaves at once.
    pub fn note(
        &mut self,
        record: &Record,
        place: Place<'_>,
        source: &RecordHead,
    ) -> io::Result<()> {
        let digest = source.digest.to_string();
        let part = |number: Option<u32>| {
            number.map_or(Cell::Absent, |number| Cell::Integer(i64::from(number)))
        };
        let withheld: Vec<&str> = source.parts().iter().map(|p| p.place.as_str()).collect();
        let withheld = withheld.join(&BETWEEN.to_string());
        let cells = [
            Cell::Text(place.file),
            Cell::Integer(place.line as i64),
            Cell::Text(place.kind),
            Cell::Integer(source.row),
            Cell::Text(&source.kind),
            Cell::Text(&source.source_id),
            Cell::Text(&digest),
            source.subject.map_or(Cell::Absent, |s| Cell::Integer(s.0)),
            part(place.part.map(|(part, _)| part)),
            part(place.part.map(|(_, coding)| coding)),
            match withheld.is_empty() {
                true => Cell::Absent,
                false => Cell::Text(&withheld),
            },
        ];
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(Writer::new(Vec::new(), &COLUMNS)?),
        };
        writer.push(&cells)?;
        self.lines += 1;
        if self.lines.is_multiple_of(PART) {
            self.leave(record)
                .map_err(|e| io::Error::other(e.text().en))?;
        }
        Ok(())
    }

    /// Writes what waits.
    pub fn finish(&mut self, record: &Record) -> Result<(), BankError> {
        if self.writer.is_some() || self.parts == 0 {
            self.leave(record)?;
        }
        Ok(())
    }

    fn leave(&mut self, record: &Record) -> Result<(), BankError> {
        let fault = |e: io::Error| BankError::bundle(e.to_string(), e.to_string());
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => Writer::new(Vec::new(), &COLUMNS).map_err(fault)?,
        };
        self.parts += 1;
        record.put(&name(self.parts), &writer.finish().map_err(fault)?)
    }
}

fn name(part: u64) -> String {
    match part {
        1 => "lineage.parquet".into(),
        n => format!("lineage-{n}.parquet"),
    }
}

/// What lineage says of one place, and what else left of the same person.
pub struct Found {
    pub line: Line,
    /// `Type/id` of every record of the person that left as FHIR.
    pub delivered: BTreeSet<String>,
    /// The same of records about nobody.
    pub stubs: BTreeSet<String>,
}

/// Looks a line up. `None`: lineage has no such place.
pub fn find(bank: &Bank, out: &Path, file: &str, line: u64) -> Result<Option<Found>, BankError> {
    let mut found = None;
    each(bank, out, |row| {
        let is_it = row.file == file && row.line == line;
        if is_it {
            found = Some(row);
        }
        !is_it
    })?;
    let Some(line) = found else { return Ok(None) };
    let (mut delivered, mut stubs) = (BTreeSet::new(), BTreeSet::new());
    each(bank, out, |row| {
        let name = || format!("{}/{}", row.source_kind, row.source_id);
        if row.part.is_none() && row.subject.is_none() {
            stubs.insert(name());
        } else if row.part.is_none() && row.subject == line.subject {
            delivered.insert(name());
        }
        true
    })?;
    Ok(Some(Found {
        line,
        delivered,
        stubs,
    }))
}

/// Every line in the order they left, until `see` says stop.
pub fn each(bank: &Bank, out: &Path, mut see: impl FnMut(Line) -> bool) -> Result<(), BankError> {
    let mut part = 1;
    let mut go_on = true;
    while go_on && exists(out, &name(part)) {
        let bytes = open(bank, out, &name(part))?;
        let mut whole = true;
        read(bytes, |_, cells| {
            let line = line_of(cells);
            whole &= line.is_some();
            go_on = line.is_some_and(&mut see);
            go_on
        })
        .map_err(|e| BankError::file(&out.join(super::FOLDER).join(name(part)), e))?;
        if !whole {
            return Err(BankError::file(
                &out.join(super::FOLDER).join(name(part)),
                "a line of lineage that nothing here wrote",
            ));
        }
        part += 1;
    }
    Ok(())
}

fn line_of(cells: Vec<Value>) -> Option<Line> {
    let cells: [Value; 11] = cells.try_into().ok()?;
    let [
        file,
        line,
        kind,
        source_row,
        source_kind,
        source_id,
        source,
        subject,
        part,
        coding,
        withheld,
    ] = cells;
    Some(Line {
        file: text(file)?,
        line: u64::try_from(number(&line)?).ok()?,
        kind: text(kind)?,
        source_row: number(&source_row)?,
        source_kind: text(source_kind)?,
        source_id: text(source_id)?,
        source: text(source)?.parse().ok()?,
        subject: match subject {
            Value::Absent => None,
            other => Some(Subject(number(&other)?)),
        },
        part: match part {
            Value::Absent => None,
            part => Some((
                u32::try_from(number(&part)?).ok()?,
                u32::try_from(number(&coding)?).ok()?,
            )),
        },
        withheld: match withheld {
            Value::Absent => BTreeSet::new(),
            places => text(places)?.split(BETWEEN).map(str::to_owned).collect(),
        },
    })
}

pub(super) fn text(value: Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

pub(super) fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        _ => None,
    }
}
