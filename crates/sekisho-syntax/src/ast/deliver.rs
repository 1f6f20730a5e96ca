//! Deliveries as written.

use std::collections::BTreeMap;

use sekisho_model::{Day, Origin, Text};

use super::{Name, Require};

#[derive(Clone, Debug)]
pub struct Deliver {
    pub name: Name,
    pub label: Text,
    pub study: Option<Name>,
    pub cohort: Option<Name>,
    pub data: Vec<Name>,
    pub to: Option<To>,
    pub basis: Option<Name>,
    pub profile: Option<Name>,
    pub formats: Vec<Name>,
    pub before: Option<Day>,
    pub limit_patients: Option<u64>,
    pub requires: Vec<Require>,
    /// Duties after delivery in words.
    pub duties: BTreeMap<String, String>,
    pub origin: Origin,
}

/// `to org "東京大学" kind university country "JP"`
#[derive(Clone, Debug)]
pub struct To {
    pub org: Name,
    pub kind: Option<Name>,
    pub country: Option<Name>,
    pub origin: Origin,
}
