//! A cohort as a plan: index event, conditions in time, every unknown decided.
//!
//! The plan names views and columns of the data model and nothing of a database. The reference
//! evaluator gives it its meaning; `store` renders it to SQL.

mod asked;
mod was;

use serde::{Deserialize, Serialize};

use crate::measure::{Meaning, Partners};
use crate::{CodelistName, CohortName, ColumnName, Day, Origin, Text, ViewName};

pub use self::asked::Confined;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cohort {
    pub name: CohortName,
    pub label: Text,
    pub because: Text,
    /// The event that gives each subject an index date; without one every subject of the
    /// `patient` view is a candidate and nothing may refer to an anchor.
    pub index: Option<IndexEvent>,
    /// All must hold.
    pub conditions: Vec<Condition>,
    /// `expect count between a and b`
    pub expect: Option<(u64, u64)>,
    pub origin: Origin,
}

/// `index first diagnosis where … as onset`: the earliest (latest) qualifying event, ties by record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexEvent {
    pub end: End,
    pub view: ViewName,
    pub filter: Option<Predicate>,
    /// What makes a row an event at all; `None`: every row is one (see `View::was`).
    pub was: Option<Predicate>,
    pub name: String,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    First,
    Last,
}

/// `where …` or, negated, `exclude where …`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    pub exclude: bool,
    pub predicate: Predicate,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Predicate {
    And(Vec<Predicate>),
    Or(Vec<Predicate>),
    Not(Box<Predicate>),
    Compare(Comparison),
    Events(EventQuery),
}

/// `term op literal`, two-valued: an unknown operand is decided by `unknown`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub term: Term,
    pub op: CompareOp,
    pub right: Literal,
    /// The columns that a measured value is read with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partners: Option<Partners>,
    /// `None` only where the term can't be unknown.
    pub unknown: Option<Unknown>,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// The comparison counts as false.
    Exclude,
    /// The comparison counts as true.
    Include,
    /// The whole run stops and says how many.
    Stop,
}

/// What is compared. Columns are resolved: the view is one of the model's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// A column of the event at hand (inside `index … where` and `has (…)`).
    Event(ColumnName),
    /// A column of the index event (outside of any event).
    Index(ColumnName),
    /// A column of the subject's `patient` row.
    Patient(ColumnName),
    /// Whole calendar years from the patient's birth date to the index date, stopping at death.
    AgeAtIndex,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompareOp {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// Right is a `List` or a `Codes`.
    In,
    NotIn,
    /// Right is a `List` of two: both bounds included.
    Between,
    StartsWith,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Literal {
    Text(String),
    /// Written digits, kept as written: `2.5`, `1.10`.
    Number(String),
    /// Against a column whose values have units and comparators of their own.
    Quantity(Measure),
    Bool(bool),
    Date(Day),
    List(Vec<Literal>),
    Codes(Codes),
}

/// A number with its unit, and what it can be held against. A value whose dimension is none of
/// these is unknown to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// Digits as written.
    pub number: String,
    /// As written, in UCUM.
    pub unit: Option<String>,
    /// In base units, one for each dimension.
    pub means: Vec<Meaning>,
}

/// A codelist as it was compiled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Codes {
    pub name: CodelistName,
    /// Every spelling of the code system (URL, `urn:oid:…`) that means it.
    pub systems: Vec<String>,
    pub codes: Vec<String>,
    /// `"C34" and below` in a system whose hierarchy is written in its codes.
    pub prefixes: Vec<String>,
    pub excluded: Vec<String>,
    pub excluded_prefixes: Vec<String>,
}

/// `some | no | every | at least k VIEW [window] [has (…)]` over the subject's events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventQuery {
    pub quantity: Quantity,
    pub view: ViewName,
    pub window: Option<Window>,
    pub has: Option<Box<Predicate>>,
    /// What makes a row an event at all: no other is looked at, whatever the quantity.
    pub was: Option<Box<Predicate>>,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    Some,
    No,
    Every,
    AtLeast(u32),
}

/// A relation of the event's date to the index date, in local days.
/// `within 90 days after`: 0 ≤ event day − index day ≤ 90; `strictly` excludes the same day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// `None`: without bound in that direction.
    pub span: Option<Span>,
    pub side: Side,
    pub strictly: bool,
    /// For an event whose date is missing or too coarse to tell.
    pub unknown: Option<Unknown>,
    pub origin: Origin,
}

/// A calendar length. Months and years are calendar ones, clipped to the month's last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    Days(u32),
    Months(u32),
    Years(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Before,
    After,
    Around,
}

impl Cohort {
    /// Every view the plan reads, sorted; `patient` when an age or a patient column is compared.
    pub fn views(&self) -> Vec<ViewName> {
        let mut views = Vec::new();
        match &self.index {
            Some(index) => {
                views.push(index.view.clone());
                if let Some(filter) = &index.filter {
                    filter.collect_views(&mut views);
                }
            }
            None => views.push(ViewName::from("patient")),
        }
        self.conditions
            .iter()
            .for_each(|c| c.predicate.collect_views(&mut views));
        views.sort();
        views.dedup();
        views
    }
}

impl Predicate {
    fn collect_views(&self, views: &mut Vec<ViewName>) {
        match self {
            Self::And(all) | Self::Or(all) => all.iter().for_each(|p| p.collect_views(views)),
            Self::Not(inner) => inner.collect_views(views),
            Self::Compare(c) => {
                if matches!(c.term, Term::Patient(_) | Term::AgeAtIndex) {
                    views.push(ViewName::from("patient"));
                }
            }
            Self::Events(query) => {
                views.push(query.view.clone());
                if let Some(has) = &query.has {
                    has.collect_views(views);
                }
            }
        }
    }
}
