//! `trust codes of "http://…" because ja "…" en "…"`: the profile's word for what its sources write.

use serde::{Deserialize, Serialize};

use crate::{Origin, Text};

/// Systems whose codes and displays the sources take from a table, and why the author says so: the
/// delivery's report repeats it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trust {
    pub systems: Vec<TrustedSystem>,
    pub because: Text,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedSystem {
    /// As the author wrote it.
    pub written: String,
    /// Every spelling of it; of a system that the model does not know the one that was written.
    pub names: Vec<String>,
}
