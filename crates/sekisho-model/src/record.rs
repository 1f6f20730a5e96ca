//! A record as the bank keeps it: the bytes that came, and what is known about them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::identity::Subject;
use crate::{DataClass, Digest, Instant};

/// When the datum was collected, as the consent guard sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Collected {
    /// A type without a collection date (Patient, Coverage): skips the collected test.
    Timeless,
    /// A dated type whose date is missing or unreadable: only a form without any collected window covers it.
    Undated,
    /// The interval the date may mean: `from` inclusive, `until` exclusive.
    Between(Instant, Instant),
}

/// What is known of a record without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordHead {
    /// The bank's row number of this version; stable.
    pub row: i64,
    /// `None`: about no person (Organization, Practitioner, Location).
    pub subject: Option<Subject>,
    /// FHIR resource type, e.g. `Observation`.
    pub kind: String,
    /// Logical id in the source, e.g. the FHIR resource id.
    pub source_id: String,
    pub class: DataClass,
    pub collected: Collected,
    pub digest: Digest,
}

/// A record with its bytes. `Debug` never prints them.
#[derive(Clone)]
pub struct Record {
    pub head: RecordHead,
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({}, {} bytes)", self.head.kind, self.bytes.len())
    }
}

/// A state of the bank's data: every batch committed up to and including this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Snapshot(pub i64);
