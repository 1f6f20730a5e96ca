//! Copies taken back: the duty, and what the recipient's side said of it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Terms;
use crate::{DataClass, DeliveryName, Digest, FormName, Instant, ItemName};

/// What the form promised of a delivered copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecallKind {
    /// Taken back: deleted, with a certificate.
    Recall,
    /// The recipient is told and decides.
    Notify,
}

/// The paper and item that the copy rested on and that was taken back; no form = unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relied {
    pub form: FormName,
    pub item: Option<ItemName>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecallOpened {
    pub id: String,
    pub kind: RecallKind,
    /// The number of the entry that stands for the copy.
    pub delivered: i64,
    pub terms: Terms,
    pub items: Vec<Relied>,
    pub classes: BTreeSet<DataClass>,
    /// When the person's no took effect, and when the bank learned of it.
    pub effective: Instant,
    pub recorded: Instant,
    /// The promise counts from the person's no, however late it was keyed in.
    pub due: Instant,
    pub within: String,
    /// `file:line` of the promise.
    pub place: String,
    /// The removal by which records of the copy are out, where that and no consent is the cause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removal: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecallShown {
    pub id: String,
    pub delivery: DeliveryName,
    pub recipient: String,
    /// Whether the pseudonym could be told.
    pub known: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecallAcknowledged {
    pub id: String,
    pub delivery: DeliveryName,
    pub recipient: String,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecallCertified {
    pub id: String,
    pub delivery: DeliveryName,
    pub recipient: String,
    /// Of the certificate.
    pub sha256: Digest,
    pub bytes: u64,
}
