//! How each field leaves: the rules of a profile as the bundle carries them.

mod action;
mod block;
mod condition;
mod kind;
mod selector;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use action::{Action, Argument, ArgumentValue, Call, Cap};
pub use block::{Block, DicomTerms, Leftover, Modality, ReportTerms};
pub use condition::{FieldComparison, FieldCondition, FieldTerm};
pub use kind::ValueKind;
pub use selector::{Selector, VcfField};

pub use crate::codelist::CodeMap;
use crate::identity::Scope;
use crate::{Origin, ProfileName, Text};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub name: ProfileName,
    pub label: Text,
    /// Names of standards it was proved to satisfy at compile time, e.g. `jp_pseudonymized`.
    pub satisfies: Vec<String>,
    pub scope: Scope,
    /// `dates shift per patient up to N days`; `None`: no rule may shift.
    pub shift_days_max: Option<u32>,
    pub unlisted: Unlisted,
    pub release: Release,
    pub fhir: Option<FhirRules>,
    /// The blocks of the other modalities, in the order they were written.
    #[serde(default)]
    pub blocks: Vec<Block>,
    pub origin: Origin,
}

/// The regimes that a legal basis, an opt-out or a claim may name.
pub const REGIMES: [&str; 2] = ["anonymized", "pseudonymized"];

impl Profile {
    /// What its standards prove it to be; anonymized is more than pseudonymized.
    pub fn regimes(&self) -> BTreeSet<&'static str> {
        let is = |regime: &str| {
            self.satisfies
                .iter()
                .any(|s| s == regime || s.ends_with(&format!("_{regime}")))
        };
        match (is("anonymized"), is("pseudonymized")) {
            (true, _) => BTreeSet::from(["anonymized", "pseudonymized"]),
            (false, true) => BTreeSet::from(["pseudonymized"]),
            (false, false) => BTreeSet::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unlisted {
    Drop,
    Stop,
}

/// Control over the released set as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// `small cells below N suppress | stop`
    pub small_cells: Option<SmallCells>,
    /// `round to N`
    pub round_to: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmallCells {
    pub below: u32,
    pub stop: bool,
}

/// The `fhir R4 { … }` block: an allow-list. What no rule names never leaves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FhirRules {
    pub rules: Vec<FieldRule>,
}

/// `selector, selector: action then action when CONDITION`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldRule {
    pub selectors: Vec<Selector>,
    /// One action or a `then` chain, in order.
    pub actions: Vec<Action>,
    /// Governs the last action only.
    #[serde(default)]
    pub when: Option<FieldCondition>,
    pub origin: Origin,
}
