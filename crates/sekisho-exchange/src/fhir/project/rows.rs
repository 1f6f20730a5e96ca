//! The events of a record in one view of the model: the rows, and the cells of their columns.

use sekisho_model::event::{Cell, Coding, EventRow};
use sekisho_model::oncology::{Column, ColumnType, PARTS_MAX, Source, View};
use sekisho_model::record::Part;
use sekisho_model::{DataClass, Interval, ViewName, Zone};

use super::CODINGS_MAX;
use super::tree::Tree;
use crate::fhir::fhirpath::{At, Constants, Item, Path, PathError};

/// Longer numbers are measured by nobody.
const DIGITS_MAX: usize = 64;

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
        events: &mut Vec<EventRow>,
    ) {
        let root = At::root(record);
        let wanted = self.classes.is_empty() || self.classes.contains(class);
        if !wanted
            || self
                .filter
                .as_ref()
                .is_some_and(|filter| !filter.holds(root))
        {
            return;
        }
        let Some(each) = &self.each else {
            events.push(self.row(root, zone));
            return;
        };
        let parts = each.items(root);
        let parts = parts.iter().take(PARTS_MAX).enumerate();
        events.extend(parts.filter_map(|(row, part)| match part {
            Item::Node(element) => Some(self.row(
                At {
                    element,
                    row,
                    ..root
                },
                zone,
            )),
            _ => None,
        }));
    }

    /// The events of the parts that `each` finds, with what they are judged as.
    pub fn rows_apart(
        &self,
        record: &Tree<'_>,
        class: &DataClass,
        zone: Zone,
        parts: &[Part],
    ) -> Vec<EventRow> {
        let root = At::root(record);
        let Some(each) = &self.each else {
            return Vec::new();
        };
        let draws = |class: &DataClass| self.classes.is_empty() || self.classes.contains(class);
        if !draws(class) || self.filter.as_ref().is_some_and(|f| !f.holds(root)) {
            return Vec::new();
        }
        let items = each.items(root);
        let rows = items.iter().take(PARTS_MAX).enumerate();
        let event = |(row, item): (usize, &Item<'_, '_>)| {
            let Item::Node(element) = item else {
                return None;
            };
            let inside = innermost(record, element, parts);
            if inside.is_some_and(|n| parts[n].foreign || !draws(&parts[n].class)) {
                return None;
            }
            let at = At {
                element,
                row,
                ..root
            };
            Some(EventRow {
                inside: inside.map_or(0, |n| n as u32 + 1),
                ..self.row(at, zone)
            })
        };
        rows.filter_map(event).collect()
    }

    fn row(&self, at: At<'_, '_>, zone: Zone) -> EventRow {
        let cells = self.columns.iter();
        EventRow {
            inside: 0,
            view: self.name.clone(),
            cells: cells
                .map(|(path, kind)| cell(path, at, *kind, zone))
                .collect(),
        }
    }
}

/// The innermost of the parts that this very element is or stands in.
fn innermost(record: &Tree<'_>, element: &Tree<'_>, parts: &[Part]) -> Option<usize> {
    let holds = |part: &&(usize, &Part)| {
        let whole = record.at(&part.1.place);
        whole.is_some_and(|whole| whole.holds(element))
    };
    let parts = parts.iter().enumerate();
    let parts = parts.filter(|(_, part)| !part.place.is_empty());
    let parts: Vec<(usize, &Part)> = parts.collect();
    let found = parts.iter().filter(holds);
    found
        .max_by_key(|(_, part)| part.place.len())
        .map(|(n, _)| *n)
}

fn cell(path: &Path, at: At<'_, '_>, kind: ColumnType, zone: Zone) -> Cell {
    if kind == ColumnType::Code {
        return codes(path, at).map_or(Cell::Missing, Cell::Codes);
    }
    let Some(first) = path.first(at) else {
        return Cell::Missing;
    };
    let found = match kind {
        ColumnType::Code => None,
        ColumnType::Text => first.into_text().map(|text| Cell::Text(text.into_owned())),
        ColumnType::Decimal => digits(&first).map(Cell::Decimal),
        ColumnType::Integer => digits(&first)
            .and_then(|digits| digits.parse().ok())
            .map(Cell::Integer),
        ColumnType::Boolean => first.bool().map(Cell::Boolean),
        ColumnType::Date => first
            .text()
            .and_then(|text| Interval::parse(text, zone))
            .map(Cell::Date),
    };
    found.unwrap_or(Cell::Missing)
}

/// Digits as written; of a number worked out, as it is printed.
fn digits(item: &Item<'_, '_>) -> Option<String> {
    match item {
        Item::Node(Tree::Number(digits)) => {
            (digits.len() <= DIGITS_MAX).then(|| (*digits).to_owned())
        }
        Item::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Codings as objects, or bare codes; in their order, each once.
fn codes(path: &Path, at: At<'_, '_>) -> Option<Vec<Coding>> {
    let mut codings: Vec<Coding> = Vec::new();
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
        codings.extend(coding.filter(|coding| !codings.contains(coding)));
        codings.len() < CODINGS_MAX
    });
    (!codings.is_empty()).then_some(codings)
}
