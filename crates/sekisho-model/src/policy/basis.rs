//! Legal bases and grounds, as the shipped packages state them.

use serde::{Deserialize, Serialize};

use crate::asks::{Asked, KeepsRecord};
use crate::consent::RecipientKind;
use crate::institution::{Certification, InstitutionKind};
use crate::law::{Note, Validity};
use crate::numbers::ClosedNumber;
use crate::standard::Regime;
use crate::{BasisName, Cite, GroundName, Origin, Text};

/// A legal basis: what it goes with. Data of the packages under `policies/`, each clause cited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    pub name: BasisName,
    pub label: Text,
    /// Whose bank may rest on it; empty = anybody's.
    #[serde(default)]
    pub institutions: Vec<InstitutionKind>,
    /// One of these the bank must be certified as; empty = none is asked.
    #[serde(default)]
    pub certified: Vec<Certification>,
    /// What the data may be in law; empty = any form.
    pub regimes: Vec<Regime>,
    /// One of these standards the profile must satisfy by name; empty = the regimes decide.
    #[serde(default)]
    pub standards: Vec<String>,
    /// Empty = whoever.
    pub recipients: Vec<RecipientKind>,
    /// Whether a commercial purpose may rest on it.
    pub commercial: bool,
    pub countries: Countries,
    #[serde(default)]
    pub asks: Vec<Asked>,
    #[serde(default)]
    pub keeps_record: Option<KeepsRecord>,
    pub cites: Vec<Cite>,
    #[serde(default)]
    pub validity: Validity,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    pub origin: Origin,
}

/// `ground N { holds insured_number }`: on what a bank holds numbers that leave by no consent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ground {
    pub name: GroundName,
    pub label: Text,
    pub holds: Vec<ClosedNumber>,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Countries {
    Any,
    /// The bank's own country stands here where the text says `home`.
    Of(Vec<String>),
}
