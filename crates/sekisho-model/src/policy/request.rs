//! What a request is judged by: acts, guards, access rules and their conditions.

use serde::{Deserialize, Serialize};

use crate::{
    Cite, DataClass, GuardName, Instant, Origin, ProfileName, RoleName, RuleName, StudyName, Text,
};

/// What a request wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    Count,
    Read,
    Extract,
    Trace,
}

impl Act {
    pub const ALL: [Self; 4] = [Self::Count, Self::Read, Self::Extract, Self::Trace];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Read => "read",
            Self::Extract => "extract",
            Self::Trace => "trace",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == text)
    }
}

impl std::fmt::Display for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `guard N { forbid acts on classes when|unless E; because … }`: no access rule overrides it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guard {
    pub name: GuardName,
    pub label: Text,
    pub acts: Vec<Act>,
    pub classes: Vec<DataClass>,
    pub condition: When,
    pub because: Text,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

/// `when E` or `unless E`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Always,
    When(Test),
    Unless(Test),
}

/// A condition on the request, the person who asks or the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
    Compare {
        left: Attribute,
        op: TestOp,
        right: TestValue,
        origin: Origin,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestOp {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestValue {
    Text(String),
    Bool(bool),
    Integer(i64),
    /// 00:00 of a day in the bank's zone, resolved at compile time in the package's zone.
    Instant(Instant),
    Texts(Vec<String>),
    /// `request.time`
    RequestTime,
}

/// What a `Test` may read. A missing attribute makes the comparison false, never true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// `request.network`
    RequestNetwork,
    /// `request.country`: the recipient's country
    RequestCountry,
    /// `request.time`
    RequestTime,
    /// `request.justified`
    RequestJustified,
    /// `principal.org`
    PrincipalOrg,
    /// `principal.training`
    PrincipalTraining,
    /// `principal.training_until`: the day of the last training; the rule says how long it lasts.
    PrincipalTrainingUntil,
    /// `record.collected`: first instant it may mean
    RecordCollected,
    /// `record.sealed`
    RecordSealed,
}

/// One `allow`/`forbid` line of an `access` block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessRule {
    /// `study#n`
    pub name: RuleName,
    pub study: StudyName,
    pub allow: bool,
    pub acts: Vec<Act>,
    pub roles: Vec<RoleName>,
    pub classes: Vec<DataClass>,
    pub profile: Option<ProfileName>,
    pub condition: When,
    pub requires: Vec<Requirement>,
    pub because: Text,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// `require approval by N of [roles]`
    Approval { count: u32, by: Vec<String> },
    /// `require justification`
    Justification,
    /// `require profile P`: it leaves in that form and no other.
    Profile(ProfileName),
    /// `require fee NAME`: the ledger's entry names what is charged for.
    Fee(String),
    /// A duty after release: `log_each_row`, `log_summary`, `watermark`.
    Duty(String),
}

impl Requirement {
    /// What it lays down for after the release, in the ledger's words: `log_summary`, `fee 従量`.
    pub fn duty(&self) -> Option<String> {
        match self {
            Self::Duty(name) => Some(name.clone()),
            Self::Fee(name) => Some(format!("fee {name}")),
            Self::Approval { .. } | Self::Justification | Self::Profile(_) => None,
        }
    }
}
