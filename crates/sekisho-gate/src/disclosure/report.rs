//! What the controls did, for the bank's own risk report. Counts only: no value of anybody.

use sekisho_model::Origin;
use sekisho_model::release::{GroupFate, Singular};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ControlReport {
    /// People of whom something would have left.
    pub people_before: u64,
    pub people_after: u64,
    pub k: Option<KReport>,
    pub l: Vec<LReport>,
    pub singular: Option<SingularReport>,
    pub generalized: Option<Generalization>,
}

impl ControlReport {
    /// Whether a field (`patient.age`) left coarser than its rule made it.
    pub fn generalized(&self, field: &str) -> bool {
        let mut fields = self.generalized.iter().flat_map(|g| &g.fields);
        fields.any(|loss| loss.field == field)
    }

    /// Whether somebody of whom rows left has a value less in this field, because too few show it.
    pub fn suppressed(&self, field: &str) -> bool {
        let singular = self.singular.iter();
        let singular = singular.filter(|singular| singular.fate == Singular::Suppress);
        let mut fields = singular.flat_map(|singular| &singular.fields);
        fields.any(|one| one.field == field && one.people > 0)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KReport {
    pub k: u32,
    /// As a policy names them: `patient.age`.
    pub fields: Vec<String>,
    pub fate: GroupFate,
    /// Groups of people who look alike in all those fields.
    pub groups_before: u64,
    pub groups_after: u64,
    /// People in the smallest group; 0 where nobody is left.
    pub smallest_before: u64,
    pub smallest_after: u64,
    pub people_left_out: u64,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LReport {
    pub l: u32,
    pub field: String,
    pub stop: bool,
    /// The fewest different values that a group shows.
    pub least_before: u64,
    pub least_after: u64,
    pub people_left_out: u64,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SingularReport {
    pub fate: Singular,
    /// Shown by fewer people than this, a value is singular.
    pub below: u32,
    pub fields: Vec<SingularField>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SingularField {
    pub field: String,
    /// Different values that were singular.
    pub values: u64,
    /// People who showed one of them.
    pub people: u64,
}

/// What `k … generalize` made of the fields, and what was lost by it (NCP, 0 to 1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Generalization {
    pub fields: Vec<FieldLoss>,
    /// Mean over the fields.
    pub loss: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldLoss {
    pub field: String,
    pub loss: f64,
}
