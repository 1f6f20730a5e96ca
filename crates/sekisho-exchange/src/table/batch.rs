//! What waits between `push` and `flush`: rows whose cells point into columns of site values.

use std::io;

use sekisho_model::event::{Cell, Coding, EventRow};
use sekisho_model::identity::Subject;
use sekisho_model::numbers::is_individual_number;
use sekisho_model::oncology::ColumnType;
use sekisho_model::transform::{
    DateCounts, SiteKind, TableHead, TableRow, TransformCounts, TransformError, Transforms,
};
use sekisho_model::{Interval, Zone};

use super::checks::Check;
use super::masks::Mask;
use super::plan::{From, Plan, Take};
use crate::columns::{Columns, Rule};
use crate::fhir::transform::scan;
use crate::words::Words;

#[derive(Default)]
pub(super) struct Batch {
    pub records: usize,
    rows: Vec<Row>,
    cells: Vec<At>,
    /// Coding numbers and code systems, which no rule changes.
    words: String,
    columns: Columns,
    /// Cells that no column was asked about.
    masked: DateCounts,
}

struct Row {
    record: usize,
    table: usize,
    subject: Subject,
    part: u32,
    coding: u32,
    cells: (usize, usize),
}

#[derive(Clone, Copy)]
enum At {
    Nothing,
    /// It is there and can't be looked up.
    Withheld,
    Site {
        column: u16,
        row: u32,
        deed: Deed,
    },
    Word(usize, usize),
    /// Stands only where the cell before it holds a code.
    System(usize, usize),
}

/// What a rule does, as far as its results are read by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Keeps,
    /// Moves or cuts a date: of one with a time of day the day is written.
    Moves,
    Changes,
}

/// Whose event it is, and which.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub masks: &'a [Mask],
    /// Numbers that leave by no consent.
    pub closed: &'a [String],
    pub table: usize,
    pub subject: Subject,
    pub part: u32,
    pub age: Option<i32>,
    pub zone: Zone,
}

impl Batch {
    /// The rows of one event; how many.
    pub fn event(
        &mut self,
        plan: &Plan,
        about: About<'_>,
        event: &EventRow,
        (words, deeds): (&Words, &[Deed]),
        counts: &mut TransformCounts,
    ) -> usize {
        let spread = plan.spread.map_or(Vec::new(), |cell| {
            let all = codings(&event.cells[cell]);
            let check = plan.takes.iter().find_map(|take| match take.from {
                From::Cell(own) if own == cell => Some(take.check),
                _ => None,
            });
            let held = check.map_or(&Check::None, |at| &plan.checks[at]);
            let leaves = |coding: &&Coding| *held != Check::Coding || holds(words, coding);
            let left: Vec<&Coding> = all.iter().filter(leaves).collect();
            counts.codes_withheld += (all.len() - left.len()) as u64;
            left
        });
        let rows = spread.len().max(1);
        for coding in 0..rows {
            let from = self.cells.len();
            let shown = spread.get(coding).copied();
            for take in &plan.takes {
                let at = self.cell(take, plan, about, event, (coding, shown), (words, deeds));
                if let (At::Withheld, Some(_)) = (at, take.check.checked_sub(1)) {
                    counts.codes_withheld += 1;
                }
                self.cells.push(at);
            }
            self.rows.push(Row {
                record: self.records,
                table: about.table,
                subject: about.subject,
                part: about.part,
                coding: coding as u32 + 1,
                cells: (from, self.cells.len()),
            });
        }
        rows
    }

    fn cell(
        &mut self,
        take: &Take,
        plan: &Plan,
        about: About<'_>,
        event: &EventRow,
        (coding, spread): (usize, Option<&Coding>),
        (words, deeds): (&Words, &[Deed]),
    ) -> At {
        let check = &plan.checks[take.check];
        // Of a further code column the first coding that may leave.
        let shown = |cell: usize| {
            if plan.spread == Some(cell) {
                return spread;
            }
            let mut all = codings(&event.cells[cell]).iter();
            all.find(|coding| *check != Check::Coding || holds(words, coding))
        };
        let deed = deeds[usize::from(take.rule)];
        let text;
        let value: &str = match take.from {
            // Whatever stands in the record: the pseudonym is the person's.
            From::Person => "",
            From::Coding => {
                text = (coding + 1).to_string();
                return self.word(&text, At::Word);
            }
            From::System(cell) => match shown(cell) {
                Some(shown) if !shown.system.is_empty() => {
                    return self.word(&shown.system, At::System);
                }
                _ => return At::Nothing,
            },
            From::Age => match about.age {
                Some(age) => {
                    text = age.to_string();
                    &text
                }
                None => return At::Nothing,
            },
            From::Cell(cell) => match &event.cells[cell] {
                Cell::Missing => return At::Nothing,
                Cell::Codes(_) => match shown(cell) {
                    Some(shown) => &shown.code,
                    None if plan.spread == Some(cell) => return At::Nothing,
                    None => return At::Withheld,
                },
                Cell::Text(value) => {
                    if self.masks(about.masks, |mask| mask.hides_text(value)) {
                        return At::Nothing;
                    }
                    match check {
                        Check::Number
                            if about.closed.contains(value) || is_individual_number(value) =>
                        {
                            return At::Nothing;
                        }
                        Check::Lists(lists)
                            if !lists.iter().any(|list| words.lists(*list, value)) =>
                        {
                            return At::Withheld;
                        }
                        _ => value,
                    }
                }
                Cell::Decimal(value) => {
                    if self.masks(about.masks, |mask| mask.hides_text(value)) {
                        return At::Nothing;
                    }
                    value
                }
                Cell::Integer(number) => {
                    text = number.to_string();
                    if self.masks(about.masks, |mask| mask.hides_text(&text)) {
                        return At::Nothing;
                    }
                    &text
                }
                Cell::Boolean(yes) => {
                    if *yes {
                        "true"
                    } else {
                        "false"
                    }
                }
                Cell::Date(date) => {
                    let moves = deed == Deed::Moves;
                    if moves && self.masks(about.masks, |mask| mask.hides_date(date)) {
                        return At::Nothing;
                    }
                    text = match moves {
                        true => date.moment(about.zone),
                        false => date.written(about.zone),
                    };
                    &text
                }
            },
        };
        self.site(take.rule, take.kind, about.subject, value, deed)
    }

    /// Whether the cell is one that a mask hides, which is counted.
    fn masks(&mut self, masks: &[Mask], hides: impl Fn(&Mask) -> bool) -> bool {
        let found = masks.iter().find(|mask| hides(mask));
        if let Some(mask) = found {
            mask.why.count(&mut self.masked);
        }
        found.is_some()
    }

    fn word(&mut self, word: &str, at: fn(usize, usize) -> At) -> At {
        let from = self.words.len();
        self.words.push_str(word);
        at(from, self.words.len())
    }

    fn site(
        &mut self,
        rule: Rule,
        kind: SiteKind,
        subject: Subject,
        value: &str,
        deed: Deed,
    ) -> At {
        let (column, rows) = self.columns.at(rule, kind);
        match rows.place(subject, value.as_bytes(), |_| true) {
            Some(row) => At::Site { column, row, deed },
            None => At::Nothing,
        }
    }

    /// Transforms the columns, gives the rows, and is empty again.
    pub fn flush(
        &mut self,
        heads: &[TableHead],
        actions: &[Vec<sekisho_model::profile::Action>],
        transforms: &mut dyn Transforms,
        counts: &mut TransformCounts,
        out: &mut dyn FnMut(usize, TableRow<'_>) -> io::Result<()>,
    ) -> Result<(), TransformError> {
        let done = self.columns.run(actions, transforms);
        let given = done.and_then(|()| self.give(heads, counts, out).map_err(TransformError::Io));
        counts.dates.add(&std::mem::take(&mut self.masked));
        self.records = 0;
        self.rows.clear();
        self.cells.clear();
        self.words.clear();
        self.columns.clear();
        given
    }

    fn give(
        &self,
        heads: &[TableHead],
        counts: &mut TransformCounts,
        out: &mut dyn FnMut(usize, TableRow<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut cells: Vec<Option<&str>> = Vec::new();
        for row in &self.rows {
            cells.clear();
            let places = &self.cells[row.cells.0..row.cells.1];
            for (at, column) in places.iter().zip(&heads[row.table].columns) {
                let text = match *at {
                    At::Nothing | At::Withheld => None,
                    At::Word(from, to) => Some(&self.words[from..to]),
                    At::System(from, to) => {
                        let code = cells.last().copied().flatten();
                        code.map(|_| &self.words[from..to])
                    }
                    At::Site {
                        column: n,
                        row,
                        deed,
                    } => {
                        let result = self.columns.result(n, row);
                        let text = result.and_then(|(text, _)| std::str::from_utf8(text).ok());
                        // What can't be read as its column's type is no value of it.
                        let text = match deed {
                            Deed::Moves if column.kind == ColumnType::Date => text.map(day),
                            _ => text,
                        };
                        let text = text.filter(|text| reads_as(column.kind, text));
                        match (text, deed) {
                            (None, Deed::Moves) => counts.dates.placeholders += 1,
                            (None, _) => counts.elements_dropped += 1,
                            (Some(_), Deed::Keeps) => {}
                            (Some(_), _) => counts.values_changed += 1,
                        }
                        text
                    }
                };
                cells.push(text);
            }
            let given = TableRow {
                table: row.table,
                subject: row.subject,
                part: row.part,
                coding: row.coding,
                cells: &cells,
            };
            out(row.record, given)?;
        }
        Ok(())
    }
}

fn holds(words: &Words, coding: &Coding) -> bool {
    words.holds(&coding.system, &coding.code)
}

/// The day of a date with a time.
fn day(text: &str) -> &str {
    text.split('T').next().unwrap_or(text)
}

fn codings(cell: &Cell) -> &[Coding] {
    match cell {
        Cell::Codes(codings) => codings,
        _ => &[],
    }
}

/// Whether a text can be read as a value of a table column's type.
pub(super) fn reads_as(kind: ColumnType, text: &str) -> bool {
    match kind {
        ColumnType::Text | ColumnType::Code => true,
        ColumnType::Integer => text.parse::<i64>().is_ok(),
        ColumnType::Boolean => matches!(text, "true" | "false"),
        ColumnType::Decimal => scan::number(text.as_bytes(), 0).is_ok_and(|end| end == text.len()),
        ColumnType::Date => Interval::parse(text, Zone::UTC).is_some(),
    }
}
