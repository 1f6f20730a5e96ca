//! What analysis gives: the program, its tests, and the problems found.

use std::collections::BTreeSet;

use sekisho_model::consent::{ConsentEvent, RecipientKind, SubjectFacts};
use sekisho_model::identity::Subject;
use sekisho_model::policy::{Act, Policy};
use sekisho_model::record::Collected;
use sekisho_model::{
    CohortName, DataClass, Day, DeliveryName, GuardName, Instant, Origin, Problem, ProfileName,
    PurposeName, RoleName, Severity, SourceText, StudyName, Zone,
};

use crate::eval::SubjectRows;

#[derive(Clone, Debug)]
pub struct Analysis {
    /// Absent while an error stands.
    pub program: Option<Program>,
    /// By file, then by place.
    pub problems: Vec<Problem>,
}

impl Analysis {
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|p| p.severity == Severity::Error)
    }
}

/// A package without errors: names resolved, classes expanded, purposes closed downwards.
#[derive(Clone, Debug)]
pub struct Program {
    pub package: String,
    pub zone: Zone,
    pub country: String,
    pub policy: Policy,
    pub tests: Vec<TestDecl>,
    pub sources: Vec<SourceText>,
}

/// `test "…" { … }`
#[derive(Clone, Debug)]
pub struct TestDecl {
    pub name: String,
    pub patients: Vec<TestPatient>,
    pub at: Option<Instant>,
    pub asking: Option<Asking>,
    pub papers: TestPapers,
    pub expectations: Vec<(Expectation, Origin)>,
    pub origin: Origin,
}

/// `given patient P { … }`: rows of the model's views, and papers.
#[derive(Clone, Debug)]
pub struct TestPatient {
    pub name: String,
    /// 1, 2, … in the order of the test.
    pub subject: Subject,
    pub rows: SubjectRows,
    pub facts: SubjectFacts,
    pub events: Vec<ConsentEvent>,
    pub origin: Origin,
}

/// `as ROLE of STUDY for PURPOSE`
#[derive(Clone, Debug)]
pub struct Asking {
    pub role: RoleName,
    pub study: StudyName,
    pub purpose: Option<PurposeName>,
}

/// What the person who asks brings along beside the role.
#[derive(Clone, Debug, Default)]
pub struct TestPapers {
    pub network: Option<String>,
    /// Trainings taken, by name and day.
    pub trained: Vec<(String, Day)>,
    /// Roles that approved.
    pub approvals: BTreeSet<String>,
    pub justification: Option<String>,
    /// `None`: those of the study's deliveries, else the bank's own house.
    pub recipient: Option<(RecipientKind, String)>,
}

/// One question to the gate: `extract on clinical of P1 collected 2024-05-01`.
#[derive(Clone, Debug)]
pub struct Decided {
    pub act: Act,
    /// No class written: every class of the study.
    pub classes: Vec<DataClass>,
    pub patient: Subject,
    /// `None`: collected on the day of the test.
    pub collected: Option<Collected>,
    /// Of a record that is sealed.
    pub sealed: bool,
    /// `require profile X`: asked as this profile.
    pub profile: Option<ProfileName>,
    /// Papers without which it must be denied.
    pub needs: Vec<Need>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Approval,
    Justification,
}

/// Why something is denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// The built-in guard.
    Consent,
    Guard(GuardName),
    /// What this study lays down: its access rules, approvals, roles.
    Study(StudyName),
}

/// Why a delivery stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StopReason {
    Because(Because),
    /// `unknown stop` in the cohort.
    Cohort(CohortName),
    /// `limit patients N stop`
    Limit,
    /// A word of the profile's release control: `k`, `small_cells`, …
    Release(String),
}

#[derive(Clone, Debug)]
pub enum Expectation {
    Allowed(Decided),
    Denied {
        of: Decided,
        because: Option<Because>,
    },
    InCohort {
        cohort: CohortName,
        patients: Vec<Subject>,
    },
    NotInCohort {
        cohort: CohortName,
        patients: Vec<Subject>,
    },
    /// What leaves of one field; `None`: nothing.
    Output {
        profile: ProfileName,
        table: String,
        column: String,
        patient: Subject,
        value: Option<String>,
    },
    DeliveryRows {
        delivery: DeliveryName,
        rows: u64,
    },
    DeliveryStops {
        delivery: DeliveryName,
        because: StopReason,
    },
}
