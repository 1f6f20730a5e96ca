//! `record/risk.json` and `record/risk.html`: what left, in which form, and what stayed, for the
//! people who answer for it. Counts and rules only; no value of anybody.

mod fields;
mod page;
mod treatment;

use sekisho_gate::disclosure::ControlReport;
use sekisho_model::{Cite, Text};
use serde::Serialize;

use super::Record;
use super::certificate::Certificate;
use crate::error::BankError;
use crate::extract::KeptOut;
use crate::release::DeliveredFile;

pub use fields::{Change, FieldReport, of_records, of_tables};
pub use treatment::Treatment;

/// Everything the report says.
#[derive(Clone, Debug, Serialize)]
pub struct Risk {
    pub certificate: Certificate,
    pub labels: Labels,
    pub people: People,
    /// Source records of which something left, by type.
    pub records: std::collections::BTreeMap<String, u64>,
    pub files: Vec<DeliveredFile>,
    pub fields: Vec<FieldReport>,
    pub values: Values,
    pub words: Words,
    pub dates: Text,
    /// Elements of which so many dates are shared by so many people that they left as masked.
    pub shared_dates: std::collections::BTreeMap<String, usize>,
    pub standards: Vec<StandardTold>,
    /// `None`: the profile asks for no control over the set as a whole.
    pub control: Option<ControlReport>,
    /// Records that the decision kept in.
    pub kept_by_decision: Vec<KeptIn>,
    /// Permitted records that the form kept in.
    pub kept_by_profile: Vec<KeptOut>,
    pub limits: Limits,
    pub duties: Duties,
    pub key: Text,
    pub seals: Vec<Seal>,
    pub rules: Vec<String>,
    pub fee_due_yen: Option<u64>,
}

/// What the curator calls things.
#[derive(Clone, Debug, Serialize)]
pub struct Labels {
    pub delivery: Text,
    pub study: Text,
    pub cohort: Text,
    pub purpose: Text,
    pub profile: Text,
    pub basis: Text,
    pub held: Text,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct People {
    pub cohort: u64,
    /// With at least one record that may leave.
    pub permitted: u64,
    pub delivered: u64,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Values {
    pub changed: u64,
    pub elements_dropped: u64,
    /// References whose target was not delivered.
    pub references_absent: u64,
    /// Required elements that say `masked` instead of their content.
    pub required_absent: u64,
    /// Dates that stand for "not known" or "no end".
    pub placeholders: u64,
    /// Dates that many of the delivery's people share.
    pub shared_dates: u64,
    /// Numbers and bare texts that are dates.
    pub numbers_as_dates: u64,
    /// Ages in quantities beyond the profile's limit.
    pub ages: u64,
}

/// What was looked up before it left.
#[derive(Clone, Debug, Serialize)]
pub struct Words {
    /// So many people had to share a code that no table settles.
    pub shared_by: u32,
    /// Codes and units that were not found anywhere, and stayed.
    pub codes_withheld: u64,
    pub trusted: Vec<Trusted>,
}

/// Systems whose codes and displays left on the profile's word.
#[derive(Clone, Debug, Serialize)]
pub struct Trusted {
    pub systems: Vec<String>,
    pub because: Text,
    pub place: String,
}

/// A standard that the profile was proved to satisfy.
#[derive(Clone, Debug, Serialize)]
pub struct StandardTold {
    pub name: String,
    pub label: Text,
    pub clauses: Vec<Cite>,
}

#[derive(Clone, Debug, Serialize)]
pub struct KeptIn {
    pub why: String,
    pub reason: Text,
    pub records: u64,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Limits {
    pub patients: Option<u64>,
    pub records: Option<u64>,
    pub bytes: Option<u64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Duties {
    /// What the recipient owes.
    pub after_delivery: std::collections::BTreeMap<String, String>,
    /// What the rules lay down.
    pub of_rules: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Seal {
    /// ed25519 public key.
    pub key: String,
    pub by_bank: bool,
}

/// Writes both forms of the report.
pub fn put(record: &Record, risk: &Risk, zone: sekisho_model::Zone) -> Result<(), BankError> {
    record.put_json("risk.json", risk)?;
    record.put("risk.html", page::page(risk, zone).as_bytes())
}
