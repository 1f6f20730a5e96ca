//! Events: what a cohort sees of a record, as the views of the data model project it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Interval, ViewName};

/// One record seen through one view. `cells` follow the view's columns one to one.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct EventRow {
    pub view: ViewName,
    pub cells: Vec<Cell>,
    /// 0: the record's own. Else it stands in the record's part of that number, from 1, and is
    /// judged as that.
    #[serde(default)]
    pub inside: u32,
}

/// A column's value, typed as its `ColumnType` says.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Absent, or not readable as the column's type: a comparison with it is unknown.
    Missing,
    /// Every coding of a `code` column; never empty. A comparison holds if it holds for one of
    /// them, a negative one if for none.
    Codes(Vec<Coding>),
    Text(String),
    /// Digits as written.
    Decimal(String),
    Integer(i64),
    Boolean(bool),
    Date(Interval),
}

/// A code beside its system; the system is empty where the source gave none.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Coding {
    pub system: String,
    pub code: String,
}

impl fmt::Debug for EventRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventRow({})", self.view)
    }
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "Missing",
            Self::Codes(_) => "Codes",
            Self::Text(_) => "Text",
            Self::Decimal(_) => "Decimal",
            Self::Integer(_) => "Integer",
            Self::Boolean(_) => "Boolean",
            Self::Date(_) => "Date",
        })
    }
}

impl fmt::Debug for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Coding")
    }
}
