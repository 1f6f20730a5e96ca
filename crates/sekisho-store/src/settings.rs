//! What a bank was founded with; it never changes afterwards.

use sekisho_model::Zone;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub zone: Zone,
    /// ISO 3166-1 alpha-2
    pub country: String,
    /// How many approvals a bundle needs; 0 = the bank seals with its own key.
    pub approvals: u32,
    pub test_clock: bool,
    /// ed25519 public keys in hex.
    pub trusted_keys: Vec<String>,
    /// Where large objects lie: a folder or `file://` URL; `None` = `BANK/blobs`.
    pub blobs: Option<String>,
}
