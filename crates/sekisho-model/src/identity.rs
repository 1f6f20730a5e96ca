//! Who a record is about, inside the bank. The source's own identifiers stay in the vault.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A person of this bank: the vault's own number, never an identifier of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(pub i64);

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "subject {}", self.0)
    }
}

/// How far a pseudonym reaches: the same person has the same one inside a scope, another outside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Study,
    Delivery,
    Bank,
}
