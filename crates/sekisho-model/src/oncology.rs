//! The data model package: record types with their subject, date and class; event views.
//!
//! The model is data (`dsl/models/<name>/*.yaml`); this file is its shape. Reading YAML is the
//! language's work.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::catalog::Identifiability;
use crate::event::Cell;
use crate::measure::Partners;
use crate::transform::SiteKind;
use crate::{ColumnName, DataClass, Digest, Text, ViewName};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataModel {
    pub name: String,
    pub version: String,
    /// Every data class with its label, e.g. `clinical`.
    pub classes: BTreeMap<DataClass, Text>,
    /// FHIR resource type -> what the bank must know of it.
    pub records: BTreeMap<String, RecordType>,
    pub views: BTreeMap<ViewName, View>,
    /// Code system -> every spelling that means it (`SNOMED CT`, URL, `urn:oid:…`).
    pub systems: BTreeMap<String, CodeSystem>,
    /// How the URIs of code systems begin that FHIR and its national profiles define for their own
    /// elements (status, category): known, though nobody writes codelists of them.
    #[serde(default)]
    pub system_families: Vec<String>,
    /// Security labels of a sealed record, whatever their system (`meta.security`).
    #[serde(default)]
    pub sealed_labels: Vec<String>,
    /// How the codes of a system are written, by the system's name (`dsl/codes/shapes.yaml`).
    #[serde(default)]
    pub spellings: BTreeMap<String, crate::codelist::Spelling>,
    /// Digest over the package's files.
    pub digest: Digest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordType {
    /// FHIRPath to the reference that names the person; `None` = about nobody. `id` = itself (Patient).
    pub subject: Option<String>,
    /// The type may lack a subject and is about nobody then (a Device on the shelf). Elsewhere a
    /// record without its subject goes to quarantine.
    #[serde(default)]
    pub subject_optional: bool,
    /// FHIRPaths to the collection date, the first present counts; empty = timeless.
    #[serde(default)]
    pub collected: Vec<String>,
    /// The first matching rule decides; `class` is the default.
    #[serde(default)]
    pub class_rules: Vec<ClassRule>,
    pub class: DataClass,
    /// Keys of parts that can be of another class than their whole (`component`): the same rules
    /// are asked of each alone, and where none answers it is of its whole's class.
    #[serde(default)]
    pub parts: Vec<String>,
    /// FHIRPaths to further security labels, or to flags that say yes.
    #[serde(default)]
    pub sealed: Vec<String>,
    /// FHIRPaths to references behind which a code of the record's own events stands.
    #[serde(default)]
    pub beside: Vec<String>,
}

/// What makes a record, or a part of one, one of a class. Blanks, case and width never matter: a
/// code that somebody typed with a blank behind it is that code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRule {
    /// FHIRPath to codes (`category.coding.code`), or with `systems` to codings (`code.coding`).
    /// Absent: every `value[x]` of it, wherever it stands.
    #[serde(default)]
    pub path: Option<String>,
    /// One of these codes; empty: any.
    #[serde(default)]
    pub codes: Vec<String>,
    /// A coding of one of these systems of the model; empty: of any.
    #[serde(default)]
    pub systems: Vec<String>,
    /// The code begins with one of these; empty: with anything.
    #[serde(default)]
    pub starts: Vec<String>,
    /// Values written as a variant or a gene is written (HGVS, `rs…`, `HGNC:…`, ClinVar) count too,
    /// whatever their system.
    #[serde(default)]
    pub written: bool,
    /// Not asked of a part whose whole is of one of these classes.
    #[serde(default)]
    pub unless_whole: Vec<DataClass>,
    pub class: DataClass,
}

/// An event table projected from records of one resource type or several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    pub label: Text,
    /// The records its events come from; a record gives events by every source that it meets.
    pub from: Vec<Source>,
    /// The column that is the event's date; `None` for the patient view.
    #[serde(default)]
    pub date: Option<ColumnName>,
    /// What makes a row tell of something that was not, or is not certain to have been.
    #[serde(default)]
    pub was_not: Vec<WasNot>,
    pub columns: Vec<Column>,
}

/// A row is no event where the column holds one of the values, unless the question asks for that
/// column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WasNot {
    #[serde(flatten)]
    pub mark: Mark,
    /// Only of rows that this is true of as well.
    #[serde(default)]
    pub only: Option<Mark>,
}

/// A column that holds one of these codes or texts; of a boolean `yes`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    pub column: ColumnName,
    pub is: Vec<String>,
}

/// Records that give events of a view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// FHIR resource type.
    pub resource: String,
    /// Events only of resources where this FHIRPath is true (non-empty and not false).
    #[serde(default, rename = "where")]
    pub filter: Option<String>,
    /// Events only of records of these classes; empty: of any. A view that can hold genome alone
    /// asks for nothing else when somebody counts over it.
    #[serde(default)]
    pub classes: Vec<DataClass>,
    /// FHIRPath to the parts each of which is an event of its own (`series`), and from which the
    /// columns' paths start; absent: the record is one event.
    #[serde(default)]
    pub each: Option<String>,
    /// Paths of this source in place of the columns' own.
    #[serde(default)]
    pub columns: BTreeMap<ColumnName, String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub name: ColumnName,
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// FHIRPath; for `code` it selects Codings. Sources may have their own.
    pub path: String,
    #[serde(default)]
    pub nullable: bool,
    /// The unit of all its values.
    #[serde(default)]
    pub unit: Option<String>,
    /// The columns beside it that its values are read with; of decimals.
    #[serde(default)]
    pub measure: Option<Partners>,
    /// How far its values point at a person.
    pub identifiability: Identifiability,
    /// What the datum means wherever it stands: `birth_date`, `facility`.
    #[serde(default)]
    pub concept: Option<String>,
    #[serde(default, rename = "source")]
    pub lies: Lies,
    #[serde(default)]
    pub label: Text,
}

/// The class of what the model can't place. No item grants it and no study may have it, so nothing
/// that is asked rests on it.
pub const UNCLASSIFIED: &str = "unclassified";

/// An event's place among those of its record and view is below this; a record that would have more
/// is set aside at ingest.
pub const EVENTS_MAX: usize = 1 << 20;

/// Where a column's values lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lies {
    /// In the event table, projected at ingest: cohorts ask for it.
    #[default]
    Table,
    /// Apart from the event tables, because it names the person: profiles and tests speak of it,
    /// cohorts can't.
    Vault,
    /// Nowhere: whole calendar years from the date at `path` to the day asked about, or to death.
    Age,
}

impl DataModel {
    /// Whether a code system's spelling is one that the model has heard of.
    pub fn knows_system(&self, spelling: &str) -> bool {
        self.systems
            .values()
            .any(|system| system.names.iter().any(|name| name == spelling))
            || self
                .system_families
                .iter()
                .any(|family| spelling.starts_with(family.as_str()))
    }
}

impl DataModel {
    /// Every class that a record behind the view can have, and whether that record is timeless.
    pub fn classes_of<'a>(&'a self, view: &'a View) -> BTreeSet<(&'a DataClass, bool)> {
        let sources = view.from.iter();
        let classes = sources.flat_map(|source| {
            let timeless = self
                .records
                .get(&source.resource)
                .is_some_and(|r| r.collected.is_empty());
            self.classes_of_source(source)
                .into_iter()
                .map(move |class| (class, timeless))
        });
        classes.collect()
    }

    /// A source that names its classes reads records of no other; else of any its type can have.
    pub fn classes_of_source<'a>(&'a self, source: &'a Source) -> BTreeSet<&'a DataClass> {
        let by_type = self.records.get(&source.resource).into_iter();
        let by_type = by_type.flat_map(|r| {
            r.class_rules
                .iter()
                .map(|rule| &rule.class)
                .chain([&r.class])
        });
        let classes: BTreeSet<&DataClass> = match source.classes.is_empty() {
            true => by_type.collect(),
            false => source.classes.iter().collect(),
        };
        classes
            .into_iter()
            .filter(|class| class.as_str() != UNCLASSIFIED)
            .collect()
    }
}

impl View {
    /// The columns of its event table, one to one with an event's cells.
    pub fn projected(&self) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .filter(|column| column.lies == Lies::Table)
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| column.name.as_str() == name)
    }

    /// Whether a column tells that a row is no event, or of which rows another one does.
    pub fn marks(&self, column: &ColumnName) -> bool {
        let all = self.was_not.iter();
        all.flat_map(|w| [Some(&w.mark), w.only.as_ref()])
            .flatten()
            .any(|mark| mark.column == *column)
    }

    /// The code column that the view is searched by; in a delivered table it is spread, one row
    /// per coding.
    pub fn first_code(&self) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| column.kind == ColumnType::Code)
    }
}

impl WasNot {
    /// Whether an event's cells, of these columns in their order, are so marked.
    pub fn is_met(&self, names: &[ColumnName], cells: &[Cell]) -> bool {
        let holds = |mark: &Mark| {
            let at = names.iter().position(|name| *name == mark.column);
            at.and_then(|at| cells.get(at))
                .is_some_and(|cell| mark.is_met(cell))
        };
        holds(&self.mark) && self.only.as_ref().is_none_or(holds)
    }
}

impl Mark {
    fn is_met(&self, cell: &Cell) -> bool {
        let named = |word: &str| self.is.iter().any(|one| one == word);
        match cell {
            Cell::Codes(codings) => codings.iter().any(|coding| named(&coding.code)),
            Cell::Text(text) => named(text),
            Cell::Boolean(yes) => *yes,
            Cell::Missing | Cell::Decimal(_) | Cell::Integer(_) | Cell::Date(_) => false,
        }
    }
}

impl Column {
    /// What its values are to the keys, so that tables and FHIR under one key name alike: a
    /// person's number is the person, a reference is the record's `Type/id`.
    pub fn site_kind(&self) -> SiteKind {
        match self.identifiability {
            _ if self.concept.as_deref() == Some("patient_id") => SiteKind::SubjectId,
            Identifiability::Linking if self.kind == ColumnType::Text => SiteKind::OtherId,
            _ => SiteKind::Value,
        }
    }
}

impl Source {
    /// Where this source's records hold a column's value.
    pub fn path<'a>(&'a self, column: &'a Column) -> &'a str {
        self.columns.get(&column.name).unwrap_or(&column.path)
    }
}

/// A `code` column gives one row per coding of the record (system and code side by side); a
/// `date` column an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    Code,
    Text,
    /// Decimal digits as written.
    Decimal,
    Integer,
    Boolean,
    Date,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeSystem {
    pub names: Vec<String>,
    /// Where the spellings are stated.
    #[serde(default)]
    pub source: String,
    /// True where a longer code lies below its prefix (ICD-10, ATC).
    #[serde(default)]
    pub prefix_hierarchy: bool,
}
