//! What analysis gives: the program, its tests, and the problems found.

use sekisho_model::consent::{ConsentEvent, SubjectFacts};
use sekisho_model::identity::Subject;
use sekisho_model::policy::{Act, Policy};
use sekisho_model::{
    CohortName, DataClass, DeliveryName, Instant, Origin, Problem, PurposeName, RoleName, Severity,
    SourceText, StudyName, Zone,
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

#[derive(Clone, Debug)]
pub enum Expectation {
    /// No class given: on every class of the study.
    Allowed {
        act: Act,
        classes: Vec<DataClass>,
        patient: Subject,
    },
    /// `because` is a guard, a study, or `consent` for the built-in guard.
    Denied {
        act: Act,
        classes: Vec<DataClass>,
        patient: Subject,
        because: Option<String>,
    },
    InCohort {
        cohort: CohortName,
        patients: Vec<Subject>,
    },
    NotInCohort {
        cohort: CohortName,
        patients: Vec<Subject>,
    },
    DeliveryRows {
        delivery: DeliveryName,
        rows: u64,
    },
}
