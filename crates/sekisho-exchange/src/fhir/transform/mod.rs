//! How a FHIR record leaves: scan, transform, splice.
//!
//! A profile's rules and the element catalog become a table ([`table`]). `push` walks a record's
//! raw bytes once by that table ([`walk`]) and notes what is cut, what is kept verbatim and which
//! values a rule changes; `flush` runs each rule over its whole column of values and splices the
//! results between the kept bytes. No tree of the record is ever built, and what the catalog does
//! not know has no way out.

mod batch;
mod doubt;
mod explain;
mod keys;
pub(crate) mod loose;
mod rulebook;
pub(crate) mod scan;
pub(crate) mod shown;
mod table;
mod tally;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use sekisho_model::catalog::Catalog;
use sekisho_model::dates::SharedDates;
use sekisho_model::lexicon::{Lexicon, Shared};
use sekisho_model::profile::{FhirRules, Unlisted};
use sekisho_model::record::{Part, Record};
use sekisho_model::transform::{
    Field, FieldCounts, Held, Links, RecordTransform, TransformCounts, TransformError, Transforms,
};

use batch::{Batch, Entry, Op};

use rulebook::Rulebook;
use table::{StateId, Table, TooLarge};
use walk::{About, Barred, Fault, Names, Onto, Walker};

use super::telling::{Hidden, Telling};
use crate::columns::Columns;

pub use doubt::Doubts;
pub use explain::{Behind, Explained, Made, Place};
pub use rulebook::CompileError;

/// The longest record it takes; ingest's own bound is lower.
const RECORD_MAX: usize = 64 << 20;

const UTF8: &str = "the record is not UTF-8";
const LONG: &str = "the record is too long";
const OTHER_KIND: &str = "resourceType is not the one it was stored under";
const LOST: &str = "a part that may not leave is not where it was";
const LARGE: &str = "the profile needs too many states";

/// A profile's FHIR rules, compiled.
pub struct FhirTransform {
    table: Table,
    /// Where records about somebody and about nobody begin.
    somebody: u16,
    nobody: u16,
    batch: Batch,
    line: Vec<u8>,
    counts: TransformCounts,
    fields: tally::Tally,
    telling: Telling,
    doubts: Doubts,
}

impl FhirTransform {
    /// Refuses rules that could never be obeyed; see [`CompileError`]. Under `unlisted stop` a
    /// record that holds something no rule decides is `Held::Unlisted`, and the caller must stop.
    pub fn compile(
        rules: &FhirRules,
        unlisted: Unlisted,
        catalog: &'static Catalog,
    ) -> Result<Self, CompileError> {
        let mut table = Table::new(Rulebook::new(rules, catalog)?, unlisted, catalog);
        let (somebody, nobody) = (table.top(false), table.top(true));
        Ok(Self {
            table,
            somebody,
            nobody,
            batch: Batch::default(),
            line: Vec::new(),
            counts: TransformCounts::default(),
            fields: tally::Tally::default(),
            telling: Telling::default(),
            doubts: Doubts::default(),
        })
    }

    /// Reads codes, units and displays by this lexicon; without it, by the one that ships.
    #[must_use]
    pub fn reading(mut self, lexicon: Lexicon) -> Self {
        self.table.words.read(lexicon);
        self
    }

    /// The same, and what would give a shift or an age away leaves as masked.
    #[must_use]
    pub fn hiding(mut self, telling: Telling) -> Self {
        self.telling = telling;
        self
    }

    /// The same, and no suspicion leaves as a diagnosis.
    #[must_use]
    pub fn doubting(mut self, doubts: Doubts) -> Self {
        self.doubts = doubts;
        self
    }

    fn state(&mut self, record: &Record, bytes: &[u8]) -> Result<StateId, Held> {
        let shape = walk::kind_of(bytes, scan::blank(bytes, 0), &self.table).map_err(held)?;
        if self.table.catalog().at(shape).path != record.head.kind {
            return Err(Held::Malformed(OTHER_KIND));
        }
        let hang = if record.head.subject.is_some() {
            self.somebody
        } else {
            self.nobody
        };
        let state = self
            .table
            .root(hang, shape)
            .map_err(|TooLarge| Held::Malformed(LARGE))?;
        if self.table.states[state as usize].is_listed {
            Ok(state)
        } else {
            Err(Held::Unlisted)
        }
    }

    /// Walks a record into the edit list; builds the tables of contained types as they are met,
    /// and drops references to contained resources that do not leave.
    fn walk(
        &mut self,
        record: &Record,
        bytes: &[u8],
        (name, first_hidden): ((usize, usize), usize),
        cuts: Option<(usize, usize)>,
        state: StateId,
        asked: &dyn Links,
    ) -> Result<TransformCounts, Held> {
        let (first_op, first_link) = (self.batch.ops.len(), self.batch.links.len());
        let mut vetoes = Vec::new();
        loop {
            let Batch {
                ops,
                columns,
                links,
                known,
                names,
                cuts: all_cuts,
                hidden,
                ..
            } = &mut self.batch;
            let barred = Barred {
                vetoes: &vetoes,
                hidden: &hidden[first_hidden..],
            };
            ops.truncate(first_op);
            links.truncate(first_link);
            let about = About {
                subject: record.head.subject,
                is_patient: is_patient(record),
                name: &names[name.0..name.1],
                cuts: cuts.map(|(from, to)| &all_cuts[from..to]),
            };
            let names = Names::Ask(asked, known);
            let onto = Onto {
                ops,
                columns,
                links,
            };
            let mut walker = Walker::new(bytes, &self.table, about, names, barred, onto);
            match walker.record(state) {
                Ok(gone) if gone.is_empty() => return Ok(walker.counts),
                Ok(gone) => {
                    vetoes.extend(gone);
                    vetoes.sort_unstable();
                }
                Err(Fault::Root(hang, shape)) => {
                    self.table
                        .root(hang, shape)
                        .map_err(|TooLarge| Held::Malformed(LARGE))?;
                }
                Err(Fault::Held(held)) => return Err(held),
            }
        }
    }
}

impl RecordTransform for FhirTransform {
    fn loose(&self, record: &Record, see: &mut dyn FnMut(&str, &str)) {
        loose::loose(&shown::shown(record), &self.table.words, see);
    }

    fn share(&mut self, shared: &Arc<Shared>) {
        self.table.words.share(shared);
    }

    fn push(&mut self, record: &Record, links_of: &dyn Links) -> Result<(), Held> {
        let text = record.bytes.trim_ascii_end();
        // Most records are ASCII, which is told much faster.
        if !text.is_ascii() && std::str::from_utf8(text).is_err() {
            return Err(Held::Malformed(UTF8));
        }
        if text.len() > RECORD_MAX {
            return Err(Held::Malformed(LONG));
        }
        let one_line;
        let bytes = if memchr::memchr2(b'\n', b'\r', text).is_some() {
            one_line = scan::compact(text).map_err(Held::Malformed)?;
            &one_line
        } else {
            text
        };
        let state = self.state(record, bytes)?;
        let cuts = cut(record, bytes, &mut self.batch.cuts)?;
        let Batch {
            ops, links, names, ..
        } = &mut self.batch;
        let (first_op, first_link, first_name) = (ops.len(), links.len(), names.len());
        let first_hidden = self.batch.hidden.len();
        let hidden = self.telling.places(&record.head.kind, bytes);
        self.batch.hidden.extend(hidden);
        self.batch.known.of(record.head.source());
        let names = &mut self.batch.names;
        names.extend([record.head.kind.as_str(), "/", &record.head.source_id]);
        let name = (first_name, names.len());
        let walked = self.walk(record, bytes, (name, first_hidden), cuts, state, links_of);
        let pieces = &self.batch.ops[first_op..];
        let lost = walked.is_ok() && self.doubts.are_lost(&record.head.kind, bytes, pieces);
        let walked = if lost { Err(Held::Modifier) } else { walked };
        let Batch {
            ops,
            links,
            names,
            cuts: all_cuts,
            hidden,
            ..
        } = &mut self.batch;
        let counts = walked.inspect_err(|_| {
            if let Some((from, _)) = cuts {
                all_cuts.truncate(from);
            }
            hidden.truncate(first_hidden);
            ops.truncate(first_op);
            links.truncate(first_link);
            names.truncate(first_name);
        })?;
        let start = self.batch.bytes.len();
        self.batch.bytes.extend_from_slice(bytes);
        self.batch.entries.push(Entry {
            bytes: (start, self.batch.bytes.len()),
            ops: (first_op, self.batch.ops.len()),
            subject: record.head.subject,
            is_patient: is_patient(record),
            name,
            cuts,
            state,
            links: (first_link, self.batch.links.len()),
            hidden: (first_hidden, self.batch.hidden.len()),
            counts,
        });
        Ok(())
    }

    fn truncate(&mut self, records: usize) {
        self.batch.truncate(records);
    }

    fn flush(
        &mut self,
        transforms: &mut dyn Transforms,
        out: &mut dyn FnMut(usize, &[u8]) -> io::Result<()>,
    ) -> Result<(), TransformError> {
        let Self {
            table,
            batch,
            line,
            counts,
            fields,
            ..
        } = self;
        let mut report = (counts, fields);
        let result = splice(table, batch, transforms, line, &mut report, out);
        batch.clear();
        result
    }

    fn lists_stub(&self, kind: &str) -> bool {
        self.table.names(kind)
    }

    fn share_dates(&mut self, shared: &SharedDates) {
        self.telling.share(shared);
    }

    fn counts(&self) -> TransformCounts {
        self.counts.clone()
    }

    fn fields(&self) -> BTreeMap<Field, FieldCounts> {
        self.fields.named()
    }
}

/// Finds in the bytes what may not leave of the record, and notes where it stands.
fn cut(record: &Record, bytes: &[u8], cuts: &mut Vec<u32>) -> Result<Option<(usize, usize)>, Held> {
    let Some(parts) = &record.head.withheld else {
        return Ok(None);
    };
    let first = cuts.len();
    for place in parts.iter().flat_map(Part::places) {
        match walk::locate(bytes, place).map_err(held) {
            Ok(Some(at)) => cuts.push(at as u32),
            // What can't be found can't be kept in.
            Ok(None) => {
                cuts.truncate(first);
                return Err(Held::Malformed(LOST));
            }
            Err(held) => {
                cuts.truncate(first);
                return Err(held);
            }
        }
    }
    cuts[first..].sort_unstable();
    Ok(Some((first, cuts.len())))
}

fn splice(
    table: &Table,
    batch: &mut Batch,
    transforms: &mut dyn Transforms,
    line: &mut Vec<u8>,
    (counts, fields): &mut (&mut TransformCounts, &mut tally::Tally),
    out: &mut dyn FnMut(usize, &[u8]) -> io::Result<()>,
) -> Result<(), TransformError> {
    let Batch {
        entries,
        bytes,
        ops,
        columns,
        names,
        cuts,
        links,
        hidden,
        ..
    } = batch;
    columns.run(&table.book.actions, transforms)?;
    let lost_any = columns.lost_any();
    for (n, entry) in entries.iter().enumerate() {
        let bytes = &bytes[entry.bytes.0..entry.bytes.1];
        let first = entry.ops.0;
        let ops = &ops[first..entry.ops.1];
        line.clear();
        if lost_any && ops.iter().any(|op| is_lost(op, columns)) {
            let about = entry.about(names, cuts);
            let links = &links[entry.links.0..entry.links.1];
            let hidden = &hidden[entry.hidden.0..entry.hidden.1];
            let from = (entry.state, about, hidden);
            let (ops, walked) = walk_again(table, from, bytes, ops, links, columns);
            counts.add(&walked);
            write(table, bytes, &ops, columns, line);
            fields.record(entry.state, (bytes, line), &ops, (table, columns));
        } else {
            counts.add(&entry.counts);
            write(table, bytes, ops, columns, line);
            fields.record(entry.state, (bytes, line), ops, (table, columns));
        }
        out(n, line)?;
    }
    Ok(())
}

/// A transform gave nothing for some value: the record is walked once more without it, so that
/// its commas, parents and required elements fall into place.
#[cold]
fn walk_again(
    table: &Table,
    (state, about, hidden): (StateId, About<'_>, &[Hidden]),
    bytes: &[u8],
    ops: &[Op],
    links: &[(u32, batch::Linked)],
    columns: &mut Columns,
) -> (Vec<Op>, TransformCounts) {
    let mut vetoes = lost(ops, columns);
    loop {
        vetoes.sort_unstable();
        vetoes.dedup();
        let (mut again, mut known) = (Vec::new(), Vec::new());
        let names = Names::Remembered(links);
        let onto = Onto {
            ops: &mut again,
            columns,
            links: &mut known,
        };
        let barred = Barred {
            vetoes: &vetoes,
            hidden,
        };
        let mut walker = Walker::new(bytes, table, about, names, barred, onto);
        // The record was read before, so it can only lack what is vetoed; were it otherwise,
        // nothing of it may leave.
        let Ok(gone) = walker.record(state) else {
            return (Vec::new(), TransformCounts::default());
        };
        let counts = walker.counts;
        let more: Vec<u32> = gone.into_iter().chain(lost(&again, columns)).collect();
        if more.is_empty() {
            return (again, counts);
        }
        vetoes.extend(more);
    }
}

fn lost(ops: &[Op], columns: &Columns) -> Vec<u32> {
    let places = ops.iter().filter(|op| is_lost(op, columns));
    places
        .filter_map(|op| {
            if let Op::Site { at, .. } = op {
                Some(*at)
            } else {
                None
            }
        })
        .collect()
}

fn is_lost(op: &Op, columns: &Columns) -> bool {
    matches!(op, Op::Site { column, row, .. } if columns.result(*column, *row).is_none())
}

fn write(table: &Table, bytes: &[u8], ops: &[Op], columns: &Columns, line: &mut Vec<u8>) {
    for op in ops {
        match *op {
            Op::Copy(from, to) => line.extend_from_slice(&bytes[from as usize..to as usize]),
            Op::Literal(at) => line.extend_from_slice(table.literals[at as usize].as_bytes()),
            Op::Masked {
                state,
                field,
                first,
            } => {
                if !first {
                    line.push(b',');
                }
                table.write_masked(state, field, line);
            }
            Op::Kind(shape) => {
                line.extend_from_slice(
                    table
                        .catalog()
                        .at(sekisho_model::catalog::ShapeId(shape))
                        .path
                        .as_bytes(),
                );
                line.push(b'/');
            }
            Op::Site { column, row, .. } => match columns.result(column, row) {
                Some((value, true)) => line.extend_from_slice(value),
                Some((value, false)) => escape(value, line),
                None => {}
            },
        }
    }
}

/// A transform's result between quotes.
fn escape(value: &[u8], line: &mut Vec<u8>) {
    for &byte in value {
        match byte {
            b'"' | b'\\' => line.extend_from_slice(&[b'\\', byte]),
            0..0x20 => line.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => line.push(byte),
        }
    }
}

fn is_patient(record: &Record) -> bool {
    record.head.kind == "Patient" && record.head.subject.is_some()
}

fn held(fault: Fault) -> Held {
    match fault {
        Fault::Held(held) => held,
        Fault::Root(..) => Held::Malformed(LARGE),
    }
}
