//! Who looked at what the bank keeps about a person or a delivery.

use serde::{Deserialize, Serialize};

use crate::{DeliveryName, Instant};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PatientPageRead {
    pub entries: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageEntryWithheld {
    pub entry: i64,
    pub until: Instant,
    pub justification: String,
    /// The clause that lets it.
    pub ground: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageEntryShown {
    pub entry: i64,
    pub justification: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordOpened {
    pub delivery: DeliveryName,
    pub permit: i64,
    pub file: String,
}
