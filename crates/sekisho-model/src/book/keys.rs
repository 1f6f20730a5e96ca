//! Keys: what was made, moved, destroyed.

use serde::{Deserialize, Serialize};

use crate::{DeliveryName, Instant};

/// A wrapping key as it may be told about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyLine {
    pub key: String,
    pub generation: u32,
    pub made: Instant,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeysRotated {
    pub keys: Vec<KeyLine>,
    pub secrets: u64,
    pub passphrase_changed: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PassphraseChanged {
    pub sealed_before: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyAdded {
    pub key: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScopeKeyMoved {
    pub scope: String,
    pub from: String,
    pub to: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeKeyDestroyed {
    pub scope: String,
    /// Of the one delivery that it was made for; `None`: destroyed by hand, for all of the scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permit: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<DeliveryName>,
    pub reason: String,
    /// Of whoever destroyed it by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
}
