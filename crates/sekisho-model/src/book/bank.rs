//! The bank itself: how it began, what came in, what time it believes, where copies of it are.

use serde::{Deserialize, Serialize};

use crate::{Digest, FormName, Instant};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BankInitialised {
    /// `+09:00`
    pub zone: String,
    pub country: String,
    pub approvals: u32,
    pub test_clock: bool,
    /// The public half of the signing key, in hex.
    pub bank_key: String,
    pub keys_sealed: bool,
    pub model: ModelTold,
}

/// A data model by name and content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelTold {
    pub name: String,
    pub version: String,
    pub digest: Digest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BundleLoaded {
    pub bundle: Digest,
    pub package: String,
    pub approvals: u64,
    pub sealed_by_bank: bool,
    /// Who validated its Cedar policies; `None`: an entry of before that was kept, so they are
    /// validated anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validated: Option<String>,
    /// Forms whose new text ends what was signed under the old one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said_anew: Vec<FormName>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeopleLoaded {
    pub people: u64,
    /// Of the table.
    pub file: Digest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Ingested {
    /// Its process ended before it was told what came in.
    CutOff {
        snapshot: i64,
        since_snapshot: i64,
        reason: String,
    },
    Whole {
        /// `None`: an entry of before sources had names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<String>,
        files: u64,
        snapshot: i64,
        new: u64,
        same: u64,
        superseded: u64,
        quarantined: u64,
        /// `None`, here and below: an entry of before anything was held or deleted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        held: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deleted: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deletions_waiting: Option<u64>,
    },
}

impl Ingested {
    /// The bank's data as they were then.
    pub fn snapshot(&self) -> i64 {
        match self {
            Self::CutOff { snapshot, .. } | Self::Whole { snapshot, .. } => *snapshot,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockConfirmed {
    pub last: Instant,
    pub days: i64,
    pub justification: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockSetBack {
    pub from: Instant,
    pub days: i64,
    pub approved_by: String,
    pub justification: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackedUp {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Restored {
    /// When the backup was made, and the last entry in it.
    pub made: Instant,
    pub backup_seq: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnteredAgain {
    pub justification: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarkSet {
    pub justification: String,
}
