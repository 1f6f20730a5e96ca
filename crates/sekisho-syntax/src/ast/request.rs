//! What guards, access rules and deliveries share: conditions on the request, requirements.

use sekisho_model::{Cite, Origin, Text};

use super::{Expr, Name};

#[derive(Clone, Debug)]
pub enum Condition {
    When(Expr),
    Unless(Expr),
}

#[derive(Clone, Debug)]
pub struct Require {
    pub what: Requirement,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub enum Requirement {
    Approval { count: Option<u32>, by: Vec<Name> },
    Justification,
    LogEachRow,
    LogSummary,
    Profile(Name),
    Fee(Name),
    Other(Name),
}

#[derive(Clone, Debug)]
pub struct Guard {
    pub name: Name,
    pub label: Text,
    pub forbids: Vec<Forbid>,
    pub because: Text,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

/// `forbid read, extract on genome unless …`
#[derive(Clone, Debug)]
pub struct Forbid {
    /// `None`: any.
    pub acts: Option<Vec<Name>>,
    pub classes: Option<Vec<Name>>,
    pub condition: Option<Condition>,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Access {
    pub study: Name,
    pub rules: Vec<Rule>,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Rule {
    pub allow: bool,
    pub acts: Vec<Name>,
    pub roles: Vec<Name>,
    pub classes: Vec<Name>,
    pub profile: Option<Name>,
    pub condition: Option<Condition>,
    pub requires: Vec<Require>,
    pub because: Text,
    pub origin: Origin,
}
