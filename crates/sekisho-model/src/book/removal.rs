//! Records that are out, stand again, or were decided about.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What was taken out, and by whose word.
macro_rules! removal {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct $name {
            pub removal: i64,
            pub why: String,
            pub decided: String,
            pub records: u64,
            /// Records by type.
            pub kinds: BTreeMap<String, u64>,
            /// `None`: the source deleted them, and no steward was asked.
            pub justification: Option<String>,
        }
    )*};
}

removal! {
    RecordsRetired;
    WaitingDecided;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordsReturned {
    pub removal: i64,
    #[serde(rename = "type")]
    pub kind: String,
    pub justification: String,
}
