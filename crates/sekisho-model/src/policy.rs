//! Everything a program declares that the runtime obeys: purposes, guards, studies, access rules,
//! deliveries. Plain data; the language makes it, the gate reads it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cohort::Cohort;
use crate::consent::{Form, Optout, RecipientKind};
use crate::profile::Profile;
use crate::{
    ClassName, CohortName, DataClass, Day, DeliveryName, GuardName, Instant, Origin, ProfileName,
    PurposeName, RoleName, RuleName, StudyName, Text,
};

/// The whole program, names resolved, classes expanded to the model's data classes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    pub purposes: Vec<Purpose>,
    pub classes: Vec<ClassGroup>,
    pub forms: Vec<Form>,
    pub optouts: Vec<Optout>,
    pub guards: Vec<Guard>,
    pub cohorts: Vec<Cohort>,
    pub studies: Vec<Study>,
    pub access: Vec<AccessRule>,
    pub profiles: Vec<Profile>,
    pub deliveries: Vec<Delivery>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Purpose {
    pub name: PurposeName,
    pub label: Text,
    pub under: Option<PurposeName>,
    pub duo: Vec<String>,
    pub commercial: bool,
    pub ends: Option<Day>,
    pub origin: Origin,
}

/// `class 診療情報 = clinical, medication, laboratory`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassGroup {
    pub name: ClassName,
    pub label: Text,
    pub members: Vec<DataClass>,
    pub origin: Origin,
}

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
    pub cites: Vec<String>,
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

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Study {
    pub name: StudyName,
    pub label: Text,
    /// Ethics approvals: open while one of them runs.
    pub approvals: Vec<Approval>,
    pub purposes: Vec<PurposeName>,
    pub cohorts: Vec<CohortName>,
    pub classes: Vec<DataClass>,
    pub roles: Vec<Role>,
    pub origin: Origin,
}

/// `approval "N" by "BOARD" from D until D`: from 00:00 of the first day until 00:00 of the last
/// day's morrow (the until day itself still counts).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    pub number: String,
    pub by: String,
    pub from: Day,
    pub until: Day,
    pub origin: Origin,
}

/// `role R group "G" [from org "O"] [trained "T" within Q]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Role {
    pub name: RoleName,
    pub group: String,
    pub org: Option<String>,
    pub training: Option<Training>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Training {
    pub name: String,
    /// How many months a training lasts.
    pub within: crate::consent::Duration,
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
    /// A duty after release the runtime knows: `log_each_row`, `log_summary`.
    Duty(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    pub name: DeliveryName,
    pub label: Text,
    pub study: StudyName,
    pub cohort: CohortName,
    pub classes: Vec<DataClass>,
    pub recipient: Recipient,
    /// Legal basis as written, e.g. `本人同意`.
    pub basis: Option<String>,
    pub profile: ProfileName,
    /// `fhir R4`, `csv`, …
    pub formats: Vec<String>,
    pub before: Option<Day>,
    /// `limit patients N`: more stop the delivery.
    pub limit_patients: Option<u64>,
    pub requires: Vec<Requirement>,
    /// Duties after delivery in words, carried into the manifest.
    pub duties: BTreeMap<String, String>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipient {
    pub org: String,
    pub kind: RecipientKind,
    /// ISO 3166-1 alpha-2
    pub country: String,
}

impl Policy {
    pub fn delivery(&self, name: &str) -> Option<&Delivery> {
        self.deliveries.iter().find(|d| d.name.as_str() == name)
    }
    pub fn study(&self, name: &str) -> Option<&Study> {
        self.studies.iter().find(|s| s.name.as_str() == name)
    }
    pub fn cohort(&self, name: &str) -> Option<&Cohort> {
        self.cohorts.iter().find(|c| c.name.as_str() == name)
    }
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|p| p.name.as_str() == name)
    }
}
