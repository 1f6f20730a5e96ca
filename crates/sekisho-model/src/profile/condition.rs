//! `when` of a field rule: a condition on the patient or on the value's own length.

use serde::{Deserialize, Serialize};

use crate::cohort::{CompareOp, Literal, Unknown};
use crate::{ColumnName, Origin};

/// Governs the last action of its rule: where it is false, that action is skipped and the value
/// goes on as the actions before left it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldCondition {
    And(Vec<FieldCondition>),
    Or(Vec<FieldCondition>),
    Not(Box<FieldCondition>),
    Compare(FieldComparison),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldComparison {
    pub term: FieldTerm,
    pub op: CompareOp,
    pub right: Literal,
    /// `None` only where the term can't be unknown.
    pub unknown: Option<Unknown>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldTerm {
    /// A column of the patient's row in the `patient` view.
    Patient(ColumnName),
    /// `length(this)`: characters of the value that the last action is about to take.
    Length,
}

impl FieldCondition {
    /// The patient columns it reads, sorted, each once.
    pub fn columns(&self) -> Vec<ColumnName> {
        let mut columns = Vec::new();
        self.collect(&mut columns);
        columns.sort();
        columns.dedup();
        columns
    }

    fn collect(&self, columns: &mut Vec<ColumnName>) {
        match self {
            Self::And(all) | Self::Or(all) => all.iter().for_each(|c| c.collect(columns)),
            Self::Not(inner) => inner.collect(columns),
            Self::Compare(compare) => {
                if let FieldTerm::Patient(column) = &compare.term {
                    columns.push(column.clone());
                }
            }
        }
    }
}
