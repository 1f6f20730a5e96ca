//! Deliveries as written.

use sekisho_model::asks::{Certificate, Contract, Permit, Proposal};
use sekisho_model::consent::Duration;
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
    /// `held as NAME`
    pub held: Option<Name>,
    pub profile: Option<Name>,
    pub formats: Vec<Name>,
    pub before: Option<(Day, Origin)>,
    pub every: Option<Every>,
    pub limits: Vec<Limit>,
    pub fee: Option<Fee>,
    pub proposal: Option<(Proposal, Origin)>,
    pub contract: Option<(Contract, Origin)>,
    pub permit: Option<(Permit, Origin)>,
    pub requires: Vec<Require>,
    pub after: Vec<After>,
    pub origin: Origin,
}

/// `to org "東京大学" kind university country "JP" endpoint "s3:utokyo-lung"`
#[derive(Clone, Debug)]
pub struct To {
    pub org: Name,
    pub kind: Option<Name>,
    pub country: Option<Name>,
    pub endpoint: Option<Name>,
    pub certified: Option<(Certificate, Origin)>,
    pub eligible: Option<Name>,
    pub origin: Origin,
}

/// `every quarter until 2028-12-31`
#[derive(Clone, Debug)]
pub struct Every {
    pub period: Name,
    pub until: Day,
    pub origin: Origin,
}

/// `limit patients 5000 stop`
#[derive(Clone, Debug)]
pub struct Limit {
    pub of: Limited,
    pub at_most: u64,
    pub stop: bool,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    Patients,
    Rows,
    Bytes,
}

/// `fee 従量 120 yen per record`
#[derive(Clone, Debug)]
pub struct Fee {
    pub name: Name,
    pub yen: u64,
    pub per: Name,
    pub origin: Origin,
}

/// A line of `after delivery { … }`.
#[derive(Clone, Debug)]
pub struct After {
    pub duty: Duty,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    Receipt(Duration),
    Destroy(Day),
    Publication(Day),
    ReturnResults(Duration),
}
