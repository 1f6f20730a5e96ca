//! Cohorts and studies as written.

use sekisho_model::cohort::End;
use sekisho_model::consent::Duration;
use sekisho_model::{Day, Origin, Text};

use super::{Expr, Name};

#[derive(Clone, Debug)]
pub struct Cohort {
    pub name: Name,
    pub label: Text,
    pub from: Option<Name>,
    pub index: Option<Index>,
    pub conditions: Vec<Where>,
    pub expect: Option<Expect>,
    pub because: Text,
    pub origin: Origin,
}

/// `expect count between A and B`
#[derive(Clone, Debug)]
pub struct Expect {
    pub low: u64,
    pub high: u64,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Index {
    pub end: End,
    pub view: Name,
    pub filter: Option<Expr>,
    pub name: Name,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Where {
    pub exclude: bool,
    pub expr: Expr,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Study {
    pub name: Name,
    pub label: Text,
    pub approvals: Vec<Approval>,
    pub permission: Option<Permission>,
    pub amendments: Vec<Amendment>,
    pub sites: Vec<Site>,
    pub embargoes: Vec<Embargo>,
    pub purposes: Vec<Name>,
    pub cohorts: Vec<Name>,
    pub data: Vec<Name>,
    pub roles: Vec<Role>,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Approval {
    pub number: String,
    pub by: String,
    pub from: Day,
    pub until: Day,
    pub origin: Origin,
}

pub use sekisho_model::policy::{Amendment, Embargo, Permission, Site};

#[derive(Clone, Debug)]
pub struct Role {
    pub name: Name,
    pub group: Option<String>,
    pub org: Option<String>,
    pub trained: Option<(String, Duration)>,
    pub origin: Origin,
}
