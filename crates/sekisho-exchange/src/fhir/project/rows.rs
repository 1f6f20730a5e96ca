//! The events of a record in one view of the model: the rows, and the cells of their columns.

use std::collections::BTreeSet;

use sekisho_model::event::{Cell, Coding, EventRow};
use sekisho_model::oncology::{Column, ColumnType, Source, View};
use sekisho_model::record::Part;
use sekisho_model::{DataClass, Interval, ViewName, Zone};

use super::tree::Tree;
use crate::fhir::fhirpath::{At, Constants, Item, Path, PathError};
use crate::fhir::head::Reject;

/// Codings of one column. Beyond this, as beyond every bound here, the record is set aside whole:
/// an event that lacks some of its codes would count as one without them.
const CODINGS_MAX: usize = 100_000;

/// Rows and codings that one record's events take in the tables, where every row of an event holds
/// the codings of its other columns.
const WIDTH_MAX: usize = 1_000_000;

/// Events times parts that are judged apart: each is looked for in each.
const PLACES_MAX: usize = 1 << 24;

/// Digits of a number: a binary double written out in full has fewer.
const DIGITS_MAX: usize = 1_100;
const EXPONENT_MAX: i32 = 9_999;

/// What is left for the events of one record.
pub(super) struct Room(usize);

impl Room {
    pub fn new() -> Self {
        Self(WIDTH_MAX)
    }

    fn take(&mut self, event: &EventRow) -> Result<(), Reject> {
        let codings = event.cells.iter().map(|cell| match cell {
            Cell::Codes(codings) => codings.len(),
            _ => 0,
        });
        let (most, all) = codings.fold((0, 0), |(most, all), n| (n.max(most), all + n));
        let width = most.max(1).saturating_mul(1 + all - most);
        self.0 = self.0.checked_sub(width).ok_or(Reject::TooManyEvents)?;
        Ok(())
    }
}

/// One source of a view, for the records of one type.
pub(super) struct CompiledView {
    name: ViewName,
    /// Of these classes only; empty: of any.
    classes: Vec<DataClass>,
    filter: Option<Path>,
    pub each: Option<Path>,
    columns: Vec<(Path, ColumnType)>,
}

impl CompiledView {
    pub fn new(
        name: &ViewName,
        view: &View,
        from: &Source,
        systems: &Constants,
        wanted: &dyn Fn(&ViewName, &Column) -> bool,
    ) -> Result<Self, PathError> {
        let compile = |path: &str| Path::with(path, systems);
        Ok(Self {
            name: name.clone(),
            classes: from.classes.clone(),
            filter: from.filter.as_deref().map(compile).transpose()?,
            each: from.each.as_deref().map(compile).transpose()?,
            columns: view
                .columns
                .iter()
                .filter(|column| wanted(name, column))
                .map(|column| Ok((compile(from.path(column))?, column.kind)))
                .collect::<Result<_, _>>()?,
        })
    }

    pub fn rows(
        &self,
        record: &Tree<'_>,
        class: &DataClass,
        zone: Zone,
        (events, room): (&mut Vec<EventRow>, &mut Room),
    ) -> Result<(), Reject> {
        let root = At::root(record);
        let wanted = self.classes.is_empty() || self.classes.contains(class);
        if !wanted
            || self
                .filter
                .as_ref()
                .is_some_and(|filter| !filter.holds(root))
        {
            return Ok(());
        }
        let Some(each) = &self.each else {
            events.push(self.row(root, zone, room)?);
            return Ok(());
        };
        for (row, part) in each.items(root).iter().enumerate() {
            if let Item::Node(element) = part {
                let at = At {
                    element,
                    row,
                    ..root
                };
                events.push(self.row(at, zone, room)?);
            }
        }
        Ok(())
    }

    /// The events of the parts that `each` finds, with what they are judged as.
    pub fn rows_apart(
        &self,
        record: &Tree<'_>,
        class: &DataClass,
        zone: Zone,
        (parts, room): (&[Part], &mut Room),
    ) -> Result<Vec<EventRow>, Reject> {
        let root = At::root(record);
        let Some(each) = &self.each else {
            return Ok(Vec::new());
        };
        let draws = |class: &DataClass| self.classes.is_empty() || self.classes.contains(class);
        if !draws(class) || self.filter.as_ref().is_some_and(|f| !f.holds(root)) {
            return Ok(Vec::new());
        }
        let items = each.items(root);
        if items.len().saturating_mul(parts.len()) > PLACES_MAX {
            return Err(Reject::TooManyParts);
        }
        let innermost = record.innermost(parts.iter().map(|part| part.place.as_str()));
        let mut events = Vec::new();
        for (row, item) in items.iter().enumerate() {
            let Item::Node(element) = item else {
                continue;
            };
            let inside = innermost.of(element);
            if inside.is_some_and(|n| parts[n].foreign || !draws(&parts[n].class)) {
                continue;
            }
            let at = At {
                element,
                row,
                ..root
            };
            events.push(EventRow {
                inside: inside.map_or(0, |n| n as u32 + 1),
                ..self.row(at, zone, room)?
            });
        }
        Ok(events)
    }

    fn row(&self, at: At<'_, '_>, zone: Zone, room: &mut Room) -> Result<EventRow, Reject> {
        let cells = self.columns.iter();
        let event = EventRow {
            inside: 0,
            view: self.name.clone(),
            cells: cells
                .map(|(path, kind)| cell(path, at, *kind, zone))
                .collect::<Result<_, _>>()?,
        };
        room.take(&event)?;
        Ok(event)
    }
}

fn cell(path: &Path, at: At<'_, '_>, kind: ColumnType, zone: Zone) -> Result<Cell, Reject> {
    if kind == ColumnType::Code {
        return Ok(codes(path, at)?.map_or(Cell::Missing, Cell::Codes));
    }
    let Some(first) = path.first(at) else {
        return Ok(Cell::Missing);
    };
    let found = match kind {
        ColumnType::Code => None,
        ColumnType::Text => first.into_text().map(|text| Cell::Text(text.into_owned())),
        ColumnType::Decimal => digits(&first)?.map(Cell::Decimal),
        ColumnType::Integer => digits(&first)?
            .and_then(|digits| digits.parse().ok())
            .map(Cell::Integer),
        ColumnType::Boolean => first.bool().map(Cell::Boolean),
        ColumnType::Date => first
            .text()
            .and_then(|text| Interval::parse(text, zone))
            .map(Cell::Date),
    };
    Ok(found.unwrap_or(Cell::Missing))
}

/// Digits as written; of a number worked out, as it is printed.
fn digits(item: &Item<'_, '_>) -> Result<Option<String>, Reject> {
    match item {
        Item::Node(Tree::Number(digits)) if is_beyond_measure(digits) => Err(Reject::TooManyDigits),
        Item::Node(Tree::Number(digits)) => Ok(Some((*digits).to_owned())),
        Item::Number(number) => Ok(Some(number.to_string())),
        _ => Ok(None),
    }
}

fn is_beyond_measure(digits: &str) -> bool {
    let exponent = digits.split_once(['e', 'E']).map(|(_, exponent)| exponent);
    let exponent = exponent.map_or(Ok(0), |exponent| exponent.trim_start_matches('+').parse());
    let fits = exponent.is_ok_and(|n: i32| n.unsigned_abs() <= EXPONENT_MAX.unsigned_abs());
    digits.len() > DIGITS_MAX || !fits
}

/// Codings as objects, or bare codes; in their order, each once.
fn codes(path: &Path, at: At<'_, '_>) -> Result<Option<Vec<Coding>>, Reject> {
    let mut codings: Vec<Coding> = Vec::new();
    let mut met: BTreeSet<Coding> = BTreeSet::new();
    path.each(at, &mut |item| {
        let text =
            |tree: &Tree<'_>, key: &str| tree.get(key).and_then(Tree::text).map(str::to_owned);
        let coding = match &item {
            Item::Node(tree @ Tree::Object(_)) => text(tree, "code").map(|code| Coding {
                system: text(tree, "system").unwrap_or_default(),
                code,
            }),
            item => item.text().map(|code| Coding {
                system: String::new(),
                code: code.to_owned(),
            }),
        };
        codings.extend(coding.filter(|coding| met.insert(coding.clone())));
        codings.len() <= CODINGS_MAX
    });
    match codings.len() {
        0 => Ok(None),
        n if n > CODINGS_MAX => Err(Reject::TooManyEvents),
        _ => Ok(Some(codings)),
    }
}
