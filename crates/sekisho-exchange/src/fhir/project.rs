//! From a record to what the bank knows of it: whom it is about, when it was collected, its class,
//! and its events in the views of the data model.

pub mod tree;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use sekisho_model::event::{Cell, Coding, EventRow};
use sekisho_model::oncology::{
    Column, ColumnType, DataModel, Lies, PARTS_MAX, RecordType, Source, View,
};
use sekisho_model::record::Collected;
use sekisho_model::{DataClass, Instant, Interval, ViewName, Zone};

use self::tree::Tree;
use super::fhirpath::{At, Constant, Constants, Item, Path, PathError};
use super::head::Reject;

/// The class of everything the model does not know; no consent grants it.
pub const UNCLASSIFIED: &str = "unclassified";

/// More codings of one column than this are not events but an attack.
const CODINGS_MAX: usize = 1000;
/// Longer numbers are measured by nobody.
const DIGITS_MAX: usize = 64;

/// A data model with its paths compiled.
pub struct Projector {
    kinds: BTreeMap<String, Kind>,
    /// For types the model does not know.
    unknown: Kind,
    zone: Zone,
}

/// Whom a record is about, in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// The record is the person itself.
    Itself,
    Nobody,
    /// The references, distinct, as they stand in the record.
    References(Vec<String>),
}

/// What the bank knows of a record without its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    pub named: Named,
    pub collected: Collected,
    pub class: DataClass,
    pub events: Vec<EventRow>,
}

struct Kind {
    subject: Subject,
    collected: Vec<Path>,
    rules: Vec<(Path, Vec<String>, DataClass)>,
    class: DataClass,
    views: Vec<CompiledView>,
}

enum Subject {
    Nobody,
    Itself,
    Path { path: Path, optional: bool },
}

/// One source of a view, for the records of one type.
struct CompiledView {
    name: ViewName,
    /// Of these classes only; empty: of any.
    classes: Vec<DataClass>,
    filter: Option<Path>,
    each: Option<Path>,
    columns: Vec<(Path, ColumnType)>,
}

impl Projector {
    /// For the bank: every column of the event tables. In the paths of the model `%NAME` is every
    /// spelling of that code system: `system in %ATC`.
    pub fn new(model: &DataModel, zone: Zone) -> Result<Self, PathError> {
        Self::of_columns(model, zone, &|_, column| column.lies == Lies::Table)
    }

    /// Only the wanted columns, wherever they lie, and only the views that have one; an event's
    /// cells are its view's wanted columns in their order.
    pub fn of_columns(
        model: &DataModel,
        zone: Zone,
        wanted: &dyn Fn(&ViewName, &Column) -> bool,
    ) -> Result<Self, PathError> {
        let systems = model.systems.iter();
        let systems = systems
            .map(|(name, system)| (name.clone(), Constant::Texts(system.names.clone())))
            .collect();
        let mut kinds = BTreeMap::new();
        for (name, record) in &model.records {
            let sources = model
                .views
                .iter()
                .flat_map(|(view_name, view)| {
                    view.from.iter().map(move |from| (view_name, view, from))
                })
                .filter(|(_, _, from)| from.resource == *name)
                .filter(|(name, view, _)| view.columns.iter().any(|c| wanted(name, c)));
            let views = sources
                .map(|(name, view, from)| CompiledView::new(name, view, from, &systems, wanted))
                .collect::<Result<_, _>>()?;
            kinds.insert(name.clone(), Kind::new(record, views)?);
        }
        let unknown = Kind {
            subject: Subject::Path {
                path: Path::compile("subject | patient")?,
                optional: true,
            },
            collected: vec![Path::compile("{}")?],
            rules: Vec::new(),
            class: DataClass::from(UNCLASSIFIED),
            views: Vec::new(),
        };
        Ok(Self {
            kinds,
            unknown,
            zone,
        })
    }

    /// Whether the model says anything about this resource type.
    pub fn knows(&self, kind: &str) -> bool {
        self.kinds.contains_key(kind)
    }

    /// Everything but the bytes. `kind` is the record's own resource type.
    pub fn project(&self, kind: &str, record: &Tree<'_>) -> Result<Projection, Reject> {
        let kind = self.kinds.get(kind).unwrap_or(&self.unknown);
        let class = kind.class(record);
        Ok(Projection {
            named: kind.named(record)?,
            collected: kind.collected(record, self.zone),
            events: self.events_of(kind, &class, record),
            class,
        })
    }

    /// The record's events in the views, view by view, in the order of its parts.
    pub fn events(&self, kind: &str, record: &Tree<'_>) -> Vec<EventRow> {
        let kind = self.kinds.get(kind).unwrap_or(&self.unknown);
        if kind.views.is_empty() {
            return Vec::new();
        }
        self.events_of(kind, &kind.class(record), record)
    }

    fn events_of(&self, kind: &Kind, class: &DataClass, record: &Tree<'_>) -> Vec<EventRow> {
        let mut events = Vec::new();
        for view in &kind.views {
            view.rows(record, class, self.zone, &mut events);
        }
        events
    }
}

/// An identifier of a Patient as it stands there; what is absent is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identifier {
    pub system: String,
    pub value: String,
    /// `old`, `official`, …
    pub usage: String,
    /// `period`
    pub start: String,
    pub end: String,
}

/// The identifiers of a Patient, distinct.
pub fn identifiers(patient: &Tree<'_>) -> Vec<Identifier> {
    let Some(Tree::Array(identifiers)) = patient.get("identifier") else {
        return Vec::new();
    };
    let text = |tree: Option<&Tree<'_>>| {
        let text = tree.and_then(Tree::text).unwrap_or_default();
        text.to_owned()
    };
    let mut found: Vec<Identifier> = identifiers
        .iter()
        .map(|one| {
            let period = |end| one.get("period").and_then(|period| period.get(end));
            Identifier {
                system: text(one.get("system")),
                value: text(one.get("value")),
                usage: text(one.get("use")),
                start: text(period("start")),
                end: text(period("end")),
            }
        })
        .filter(|one| !one.value.trim().is_empty())
        .take(CODINGS_MAX)
        .collect();
    found.sort();
    found.dedup();
    found
}

impl Kind {
    fn new(record: &RecordType, views: Vec<CompiledView>) -> Result<Self, PathError> {
        let subject = match record.subject.as_deref() {
            None => Subject::Nobody,
            Some("id") => Subject::Itself,
            Some(path) => Subject::Path {
                path: Path::compile(path)?,
                optional: record.subject_optional,
            },
        };
        let rules = record
            .class_rules
            .iter()
            .map(|rule| {
                Ok((
                    Path::compile(&rule.path)?,
                    rule.codes.clone(),
                    rule.class.clone(),
                ))
            })
            .collect::<Result<_, _>>()?;
        let collected = record
            .collected
            .iter()
            .map(|path| Path::compile(path))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            subject,
            collected,
            rules,
            class: record.class.clone(),
            views,
        })
    }

    fn named(&self, record: &Tree<'_>) -> Result<Named, Reject> {
        let (path, optional) = match &self.subject {
            Subject::Nobody => return Ok(Named::Nobody),
            Subject::Itself => return Ok(Named::Itself),
            Subject::Path { path, optional } => (path, *optional),
        };
        let items = path.items(At::root(record));
        if items.is_empty() {
            return if optional {
                Ok(Named::Nobody)
            } else {
                Err(Reject::NoSubject)
            };
        }
        let mut references: Vec<String> = items
            .iter()
            .filter_map(|item| match item {
                Item::Node(reference) => reference.get("reference")?.text(),
                _ => None,
            })
            .map(str::to_owned)
            .collect();
        references.sort();
        references.dedup();
        if references.is_empty() {
            Err(Reject::SubjectNotAPerson)
        } else {
            Ok(Named::References(references))
        }
    }

    fn collected(&self, record: &Tree<'_>, zone: Zone) -> Collected {
        if self.collected.is_empty() {
            return Collected::Timeless;
        }
        let first = self
            .collected
            .iter()
            .find_map(|path| path.first(At::root(record)));
        match first.and_then(|item| span(&item, zone)) {
            Some((from, until)) => Collected::Between(from, until),
            None => Collected::Undated,
        }
    }

    fn class(&self, record: &Tree<'_>) -> DataClass {
        let met = self.rules.iter().find(|(path, codes, _)| {
            let mut met = false;
            path.each(At::root(record), &mut |item| {
                met = item
                    .text()
                    .is_some_and(|code| codes.iter().any(|listed| listed == code));
                !met
            });
            met
        });
        met.map_or(&self.class, |(_, _, class)| class).clone()
    }
}

/// Every instant a date or a Period may mean; an open end of a Period is open.
fn span(item: &Item<'_, '_>, zone: Zone) -> Option<(Instant, Instant)> {
    if let Some(text) = item.text() {
        return Interval::parse(text, zone).map(|date| (date.from, date.until));
    }
    let Item::Node(period) = item else {
        return None;
    };
    let end = |key: &str| {
        period
            .get(key)
            .map(|date| Interval::parse(date.text()?, zone))
    };
    match (end("start"), end("end")) {
        (None, None) => None,
        (Some(start), None) => Some((start?.from, Instant::MAX)),
        (None, Some(end)) => Some((Instant::MIN, end?.until)),
        (Some(start), Some(end)) => {
            let (start, end) = (start?, end?);
            Some((start.from.min(end.from), end.until.max(start.until)))
        }
    }
}

impl CompiledView {
    fn new(
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

    fn rows(&self, record: &Tree<'_>, class: &DataClass, zone: Zone, events: &mut Vec<EventRow>) {
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

    fn row(&self, at: At<'_, '_>, zone: Zone) -> EventRow {
        let cells = self.columns.iter();
        EventRow {
            view: self.name.clone(),
            cells: cells
                .map(|(path, kind)| cell(path, at, *kind, zone))
                .collect(),
        }
    }
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
