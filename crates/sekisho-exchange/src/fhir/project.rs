//! From a record to what the bank knows of it: whom it is about, when it was collected, its class,
//! and its events in the views of the data model.

pub mod path;
pub mod tree;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use sekisho_model::event::{Cell, Coding, EventRow};
use sekisho_model::oncology::{ColumnType, DataModel, RecordType, Source, View};
use sekisho_model::record::Collected;
use sekisho_model::{DataClass, Instant, Interval, ViewName, Zone};

use self::path::{Item, Path, PathError};
use self::tree::Tree;
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

struct CompiledView {
    name: ViewName,
    filter: Option<Path>,
    columns: Vec<(Path, ColumnType)>,
}

impl Projector {
    pub fn new(model: &DataModel, zone: Zone) -> Result<Self, PathError> {
        let mut kinds = BTreeMap::new();
        for (name, record) in &model.records {
            let sources = model
                .views
                .iter()
                .flat_map(|(view_name, view)| {
                    view.from.iter().map(move |from| (view_name, view, from))
                })
                .filter(|(_, _, from)| from.resource == *name);
            let views = sources
                .map(|(name, view, from)| CompiledView::new(name, view, from))
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
        Ok(Projection {
            named: kind.named(record)?,
            collected: kind.collected(record, self.zone),
            class: kind.class(record),
            events: kind
                .views
                .iter()
                .filter_map(|view| view.row(record, self.zone))
                .collect(),
        })
    }
}

/// The identifiers of a Patient: (system, value), distinct.
pub fn identifiers(patient: &Tree<'_>) -> Vec<(String, String)> {
    let Some(Tree::Array(identifiers)) = patient.get("identifier") else {
        return Vec::new();
    };
    let mut found: Vec<(String, String)> = identifiers
        .iter()
        .filter_map(|one| {
            let system = one.get("system").and_then(Tree::text).unwrap_or_default();
            Some((system.to_owned(), one.get("value")?.text()?.to_owned()))
        })
        .filter(|(_, value)| !value.trim().is_empty())
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
        let items = path.items(record);
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
            .find_map(|path| path.items(record).into_iter().next());
        match first.and_then(|item| span(&item, zone)) {
            Some((from, until)) => Collected::Between(from, until),
            None => Collected::Undated,
        }
    }

    fn class(&self, record: &Tree<'_>) -> DataClass {
        let met = self.rules.iter().find(|(path, codes, _)| {
            path.items(record)
                .iter()
                .filter_map(Item::text)
                .any(|code| codes.iter().any(|listed| listed == code))
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
    fn new(name: &ViewName, view: &View, from: &Source) -> Result<Self, PathError> {
        Ok(Self {
            name: name.clone(),
            filter: from.filter.as_deref().map(Path::compile).transpose()?,
            columns: view
                .projected()
                .map(|column| Ok((Path::compile(from.path(column))?, column.kind)))
                .collect::<Result<_, _>>()?,
        })
    }

    fn row(&self, record: &Tree<'_>, zone: Zone) -> Option<EventRow> {
        if self
            .filter
            .as_ref()
            .is_some_and(|filter| !filter.holds(record))
        {
            return None;
        }
        let cells = self
            .columns
            .iter()
            .map(|(path, kind)| cell(&path.items(record), *kind, zone))
            .collect();
        Some(EventRow {
            view: self.name.clone(),
            cells,
        })
    }
}

fn cell(items: &[Item<'_, '_>], kind: ColumnType, zone: Zone) -> Cell {
    let first = items.first();
    let number = || match first {
        Some(Item::Node(Tree::Number(digits))) if digits.len() <= DIGITS_MAX => Some(*digits),
        _ => None,
    };
    let found = match kind {
        ColumnType::Code => codes(items),
        ColumnType::Text => first
            .and_then(Item::text)
            .map(|text| Cell::Text(text.to_owned())),
        ColumnType::Decimal => number().map(|digits| Cell::Decimal(digits.to_owned())),
        ColumnType::Integer => number()
            .and_then(|digits| digits.parse().ok())
            .map(Cell::Integer),
        ColumnType::Boolean => match first {
            Some(Item::Bool(value) | Item::Node(Tree::Bool(value))) => Some(Cell::Boolean(*value)),
            _ => None,
        },
        ColumnType::Date => first
            .and_then(Item::text)
            .and_then(|text| Interval::parse(text, zone))
            .map(Cell::Date),
    };
    found.unwrap_or(Cell::Missing)
}

/// Codings as objects, or bare codes; in their order, each once.
fn codes(items: &[Item<'_, '_>]) -> Option<Cell> {
    let mut codings: Vec<Coding> = Vec::new();
    for item in items.iter().take(CODINGS_MAX) {
        let coding = match item {
            Item::Node(tree @ Tree::Object(_)) => {
                tree.get("code").and_then(Tree::text).map(|code| Coding {
                    system: tree
                        .get("system")
                        .and_then(Tree::text)
                        .unwrap_or_default()
                        .to_owned(),
                    code: code.to_owned(),
                })
            }
            item => item.text().map(|code| Coding {
                system: String::new(),
                code: code.to_owned(),
            }),
        };
        codings.extend(coding.filter(|coding| !codings.contains(coding)));
    }
    (!codings.is_empty()).then_some(Cell::Codes(codings))
}
