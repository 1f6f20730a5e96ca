//! From a record to what the bank knows of it: whom it is about, when it was collected, its class,
//! and its events in the views of the data model.

pub mod beside;
mod class;
mod folded;
pub mod points;
mod rows;
mod sealed;
pub mod tree;
mod variant;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use sekisho_model::event::EventRow;
use sekisho_model::oncology::{Column, DataModel, Lies, RecordType};
use sekisho_model::record::{Collected, Part, Stamp};
use sekisho_model::{DataClass, Instant, Interval, ViewName, Zone};

use self::class::Rule;
use self::rows::{CompiledView, Room};
use self::sealed::Seals;
use self::tree::Tree;
use super::fhirpath::{At, Constant, Item, Path, PathError};
use super::head::Reject;

/// The class of everything the model does not know; no consent grants it.
pub const UNCLASSIFIED: &str = "unclassified";

/// A data model with its paths compiled.
pub struct Projector {
    kinds: BTreeMap<String, Kind>,
    /// For types the model does not know.
    unknown: Kind,
    seals: Seals,
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
    pub sealed: bool,
    pub events: Vec<EventRow>,
}

impl Projection {
    pub fn stamp(&self) -> Stamp<'_> {
        Stamp {
            class: &self.class,
            collected: self.collected,
            sealed: self.sealed,
        }
    }
}

/// A resource inside a record.
pub(super) struct Looked {
    /// Whom it says it is about.
    pub named: Result<Named, Reject>,
    pub collected: Collected,
    pub class: DataClass,
    pub sealed: bool,
}

struct Kind {
    subject: Subject,
    collected: Vec<Path>,
    rules: Vec<Rule>,
    class: DataClass,
    /// Keys of what can be of another class than the whole.
    parts: Vec<String>,
    sealed: Vec<Path>,
    beside: Vec<Path>,
    views: Vec<CompiledView>,
}

enum Subject {
    Nobody,
    Itself,
    Path { path: Path, optional: bool },
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
            kinds.insert(name.clone(), Kind::new(record, views, model)?);
        }
        let unknown = Kind {
            subject: Subject::Path {
                path: Path::compile("subject | patient")?,
                optional: true,
            },
            collected: vec![Path::compile("{}")?],
            rules: Vec::new(),
            class: DataClass::from(UNCLASSIFIED),
            parts: Vec::new(),
            sealed: Vec::new(),
            beside: Vec::new(),
            views: Vec::new(),
        };
        Ok(Self {
            kinds,
            unknown,
            seals: Seals::new(model),
            zone,
        })
    }

    /// Whether the model says anything about this resource type.
    pub fn knows(&self, kind: &str) -> bool {
        self.kinds.contains_key(kind)
    }

    /// Whether records of this type are about nobody, whatever they say.
    pub fn is_about_nobody(&self, kind: &str) -> bool {
        let known = self.kinds.get(kind);
        known.is_some_and(|kind| matches!(kind.subject, Subject::Nobody))
    }

    /// Whom a resource says it is about.
    pub fn named(&self, kind: &str, resource: &Tree<'_>) -> Result<Named, Reject> {
        self.kinds
            .get(kind)
            .unwrap_or(&self.unknown)
            .named(resource)
    }

    /// Everything but the bytes. `kind` is the record's own resource type.
    pub fn project(&self, kind: &str, record: &Tree<'_>) -> Result<Projection, Reject> {
        let kind = self.kind(kind);
        let class = kind.class(record);
        Ok(Projection {
            named: kind.named(record)?,
            collected: kind.collected(record, self.zone),
            sealed: self.seals.on_record(record, &kind.sealed),
            events: self.events_of(kind, &class, record)?,
            class,
        })
    }

    /// The record's events in the views, view by view, in the order of its parts.
    pub fn events(&self, kind: &str, record: &Tree<'_>) -> Result<Vec<EventRow>, Reject> {
        let kind = self.kind(kind);
        if kind.views.is_empty() {
            return Ok(Vec::new());
        }
        self.events_of(kind, &kind.class(record), record)
    }

    fn kind(&self, kind: &str) -> &Kind {
        self.kinds.get(kind).unwrap_or(&self.unknown)
    }

    /// Keys of what can be of another class than a record of this type.
    pub(super) fn parts_of(&self, kind: &str) -> &[String] {
        &self.kind(kind).parts
    }

    /// The class of such a part; `None`: its whole's.
    pub(super) fn class_of_part(
        &self,
        kind: &str,
        element: &Tree<'_>,
        whole: &DataClass,
    ) -> Option<&DataClass> {
        self.kind(kind).class_of_part(element, whole)
    }

    /// Whether an element carries our own seal.
    pub(super) fn is_sealed(&self, element: &Tree<'_>) -> bool {
        self.seals.on_element(element)
    }

    /// What is known of a resource inside a record.
    pub(super) fn look(&self, kind: &str, resource: &Tree<'_>) -> Looked {
        let kind = self.kind(kind);
        Looked {
            named: kind.named(resource),
            collected: kind.collected(resource, self.zone),
            class: kind.class(resource),
            sealed: self.seals.on_record(resource, &kind.sealed),
        }
    }

    /// The events of a record in which parts are judged apart. What stands in a part carries the
    /// part's number, and its class must be one that the view draws from; what the record says as a
    /// whole is read without its parts.
    pub(super) fn events_apart(
        &self,
        kind: &str,
        class: &DataClass,
        record: &mut Tree<'_>,
        parts: &[Part],
    ) -> Result<Vec<EventRow>, Reject> {
        let kind = self.kind(kind);
        let mut room = Room::new();
        let mut events: Vec<(usize, EventRow)> = Vec::new();
        for (n, view) in kind.views.iter().enumerate() {
            let found = view.rows_apart(record, class, self.zone, (parts, &mut room))?;
            events.extend(found.into_iter().map(|event| (n, event)));
        }
        record.cut(parts.iter().flat_map(Part::places));
        for (n, view) in kind.views.iter().enumerate() {
            if view.each.is_none() {
                let mut own = Vec::new();
                view.rows(record, class, self.zone, (&mut own, &mut room))?;
                events.extend(own.into_iter().map(|event| (n, event)));
            }
        }
        // Stable: view by view, in the order of the parts.
        events.sort_by_key(|(n, _)| *n);
        Ok(events.into_iter().map(|(_, event)| event).collect())
    }

    fn events_of(
        &self,
        kind: &Kind,
        class: &DataClass,
        record: &Tree<'_>,
    ) -> Result<Vec<EventRow>, Reject> {
        let (mut events, mut room) = (Vec::new(), Room::new());
        for view in &kind.views {
            view.rows(record, class, self.zone, (&mut events, &mut room))?;
        }
        Ok(events)
    }
}

/// `meta.lastUpdated`, where it can be read.
pub fn updated(record: &Tree<'_>, zone: Zone) -> Option<Instant> {
    let text = record.get("meta")?.get("lastUpdated")?.text()?;
    moment(text, zone)
}

/// An instant as FHIR writes it; a day alone orders nothing.
pub fn moment(text: &str, zone: Zone) -> Option<Instant> {
    let said = Interval::parse(text, zone)?;
    (said.until.0.saturating_sub(said.from.0) <= 1000).then_some(said.from)
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
        .collect();
    found.sort();
    found.dedup();
    found
}

impl Kind {
    fn new(
        record: &RecordType,
        views: Vec<CompiledView>,
        model: &DataModel,
    ) -> Result<Self, PathError> {
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
            .map(|rule| Rule::new(rule, &model.systems))
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
            parts: record.parts.clone(),
            sealed: Seals::paths(&record.sealed)?,
            beside: record
                .beside
                .iter()
                .map(|path| Path::compile(path))
                .collect::<Result<_, _>>()?,
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
        if references.is_empty() {
            let alone = items.len() == 1;
            references.extend(items.iter().filter_map(|item| by_number(item, alone)));
        }
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
        let mut rules = self.rules.iter();
        let met = rules.find(|rule| rule.met(record, None, &self.parts));
        met.map_or(&self.class, |rule| &rule.class).clone()
    }

    /// Of a part; `None`: no rule says, it is of its whole's class.
    fn class_of_part(&self, element: &Tree<'_>, whole: &DataClass) -> Option<&DataClass> {
        let mut rules = self.rules.iter();
        let met = rules.find(|rule| rule.met(element, Some(whole), &self.parts));
        met.map(|rule| &rule.class)
    }
}

/// `Patient?identifier=SYSTEM|VALUE` of a reference that has nothing but a number. One of several
/// must say that it is a patient's.
fn by_number(item: &Item<'_, '_>, alone: bool) -> Option<String> {
    let Item::Node(reference) = item else {
        return None;
    };
    let of_patient = match reference.get("type") {
        Some(kind) => kind.text() == Some("Patient"),
        None => alone,
    };
    let number = reference.get("identifier").filter(|_| of_patient)?;
    let text = |key: &str| number.get(key).and_then(Tree::text).unwrap_or_default();
    let (system, value) = (text("system"), text("value"));
    let plain = |text: &str| {
        text.replace('%', "%25")
            .replace('&', "%26")
            .replace('|', "%7C")
    };
    (!value.trim().is_empty())
        .then(|| format!("Patient?identifier={}|{}", plain(system), plain(value)))
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
