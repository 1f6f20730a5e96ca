//! Tests as written: given patients, at a date, as a role, what is expected.

use sekisho_model::{Day, Instant, Origin};

use super::{Name, Operand, Require, Value};

#[derive(Clone, Debug)]
pub struct Test {
    pub name: Name,
    pub patients: Vec<Patient>,
    pub at: Option<Moment>,
    pub asking: Option<Asking>,
    pub papers: TestPapers,
    pub expectations: Vec<Expectation>,
    pub origin: Origin,
}

/// What the person who asks brings along.
#[derive(Clone, Debug, Default)]
pub struct TestPapers {
    pub network: Option<Name>,
    /// `trained "research ethics" on 2026-01-20`
    pub trained: Vec<(Name, Day)>,
    pub approvals: Vec<Name>,
    pub justify: Option<Name>,
    /// `recipient university country "JP"`
    pub recipient: Option<TestRecipient>,
}

#[derive(Clone, Debug)]
pub struct TestRecipient {
    pub kind: Name,
    pub country: Option<Name>,
}

/// A day (00:00 of the package's zone) or an instant.
#[derive(Clone, Debug)]
pub enum Moment {
    Day(Day),
    Instant(Instant),
}

#[derive(Clone, Debug)]
pub struct Patient {
    pub name: Name,
    pub facts: Vec<Fact>,
    pub events: Vec<Event>,
    pub consents: Vec<Papers>,
    /// `incapacitated D`, `restored D`: false, true.
    pub judgement: Vec<(bool, Moment)>,
    pub origin: Origin,
}

/// `birth_date 1960-05-01`, `code "C34.1"`, `stage unknown`
#[derive(Clone, Debug)]
pub struct Fact {
    pub name: Name,
    /// `None`: unknown.
    pub value: Option<Value>,
    /// `code "C34.1" system "ICD-10"`
    pub system: Option<Name>,
    pub origin: Origin,
}

/// `diagnosis { code "C34.1"; date 2025-01-10 }`
#[derive(Clone, Debug)]
pub struct Event {
    pub view: Name,
    pub facts: Vec<Fact>,
}

/// `consent F { signed D; item "1"; withdrew all on D }` or `optout O { notified D }`
#[derive(Clone, Debug)]
pub struct Papers {
    pub form: Name,
    pub optout: bool,
    pub items: Vec<Name>,
    pub acts: Vec<PaperAct>,
}

#[derive(Clone, Debug)]
pub struct PaperAct {
    pub what: PaperKind,
    pub at: Moment,
    pub by: By,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub enum PaperKind {
    Signed,
    Declined,
    /// `None`: all.
    Withdrew(Option<Name>),
    Assented,
    Refused,
    Notified,
    Objected,
    ObjectionTakenBack,
}

#[derive(Clone, Debug, Default)]
pub enum By {
    #[default]
    Person,
    Proxy(String),
    Bereaved(String),
}

#[derive(Clone, Debug)]
pub struct Asking {
    pub role: Name,
    pub study: Name,
    pub purpose: Option<Name>,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Expectation {
    pub what: Expected,
    pub origin: Origin,
}

/// `extract on clinical of P1 collected 2024-05-01 sealed require profile coded`
#[derive(Clone, Debug)]
pub struct Decided {
    pub act: Name,
    pub class: Option<Name>,
    pub patient: Name,
    pub collected: Option<CollectedOn>,
    /// Of a sealed record.
    pub sealed: bool,
    pub requires: Vec<Require>,
}

#[derive(Clone, Debug)]
pub enum CollectedOn {
    Unknown,
    At(Moment),
}

#[derive(Clone, Debug)]
pub enum Expected {
    Allowed {
        of: Decided,
    },
    Denied {
        of: Decided,
        because: Option<Name>,
    },
    InCohort {
        cohort: Name,
        patients: Vec<Name>,
    },
    NotInCohort {
        cohort: Name,
        patients: Vec<Name>,
    },
    Output {
        /// `None`: the only profile of the package that speaks of the table.
        profile: Option<Name>,
        path: Name,
        patient: Name,
        value: Option<Operand>,
    },
    DeliveryRows {
        delivery: Name,
        rows: u64,
    },
    DeliveryStops {
        delivery: Name,
        because: Name,
    },
}
