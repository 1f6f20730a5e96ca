//! What was refused, and why.

use serde::{Deserialize, Serialize};

use crate::policy::Act;
use crate::{Digest, RuleName, Text};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    #[serde(flatten)]
    pub cause: Cause,
    pub act: Act,
    pub asked: String,
    pub bundle: Digest,
    pub dry_run: bool,
}

/// Why: the word, the rule with its place, and what the word needs beside it. Numbers of people are
/// for the ledger and for stewards alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cause {
    /// `no_permit`, `forbidden`, …
    pub refused: String,
    /// `None`: no rule is behind it.
    #[serde(flatten)]
    pub quote: Option<Quoted>,
    /// What is wrong with the papers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<Text>,
    /// The conditions that did not hold, and the kind of each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing: Option<Vec<Text>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_kinds: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classes: Option<Vec<Text>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patients: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<u32>,
    /// The day of the earlier delivery, and the entry of one that may have left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_on: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<i64>,
    /// What nothing here carries out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub releases: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<[u64; 2]>,
    /// The bank's day, under a clock that nobody has confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
}

/// The rule, as it stood in the policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quoted {
    pub rule: RuleName,
    /// `file:line`
    pub place: String,
    /// `None`: a rule that is built in.
    pub line: Option<String>,
    pub because: Text,
}
