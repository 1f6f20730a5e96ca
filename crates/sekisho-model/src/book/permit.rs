//! What was let, and what was only looked at.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::law::Cite;
use crate::policy::Act;
use crate::record::Snapshot;
use crate::release::ReleasedField;
use crate::{
    CohortName, DataClass, DeliveryName, Digest, EmergencyName, Instant, ProfileName, PurposeName,
    RuleName, StudyName, UserName,
};

/// A permit, by what it lets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Permit {
    Extract(Box<ExtractPermit>),
    Count(Box<CountPermit>),
    Trace(Box<TracePermit>),
}

impl Permit {
    pub fn act(&self) -> Act {
        match self {
            Self::Extract(_) => Act::Extract,
            Self::Count(_) => Act::Count,
            Self::Trace(_) => Act::Trace,
        }
    }

    /// `None`: it lets something else.
    pub fn extract(&self) -> Option<&ExtractPermit> {
        match self {
            Self::Extract(permit) => Some(permit),
            Self::Count(_) | Self::Trace(_) => None,
        }
    }

    pub fn bundle(&self) -> Digest {
        match self {
            Self::Extract(permit) => permit.bundle,
            Self::Count(permit) => permit.bundle,
            Self::Trace(permit) => permit.bundle,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExtractPermit {
    pub delivery: DeliveryName,
    pub study: StudyName,
    pub purpose: PurposeName,
    pub profile: ProfileName,
    pub bundle: Digest,
    pub snapshot: Snapshot,
    pub decided_for: Instant,
    pub justification: Option<String>,
    pub permits: BTreeSet<RuleName>,
    pub duties: BTreeSet<String>,
    pub patients: u64,
    pub cohort: u64,
    pub records: BTreeMap<DataClass, u64>,
    /// Records by why they stayed.
    pub kept_out: BTreeMap<String, u64>,
    /// `None`: an entry of before parts of records were judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts_kept_out: Option<BTreeMap<String, u64>>,
    pub consent_overflow_patients: u64,
    /// How often Cedar was asked.
    pub decisions: u64,
    /// Of a look: that it is one, and by guard the sets that its number tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<BTreeMap<String, Vec<Digest>>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountPermit {
    pub study: StudyName,
    pub cohort: CohortName,
    pub by: Vec<ReleasedField>,
    pub purpose: Option<PurposeName>,
    pub profile: Option<ProfileName>,
    pub bundle: Digest,
    pub snapshot: Snapshot,
    pub decided_for: Instant,
    pub justification: Option<String>,
    pub suppressed: bool,
    pub hidden: u64,
    pub held_back: u64,
    /// By guard the sets that it tells.
    pub told: BTreeMap<String, Vec<Digest>>,
    pub duties: BTreeSet<String>,
    /// `None`: an entry of before a look could count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

/// One value, or one file of `record/`, led back to its sources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TracePermit {
    pub delivery: DeliveryName,
    pub study: StudyName,
    pub profile: ProfileName,
    pub bundle: Digest,
    pub decided_for: Instant,
    pub justification: Option<String>,
    pub approved_by: Vec<UserName>,
    pub of_permit: i64,
    pub of_bundle: Digest,
    /// Of a value: where it stands, the source's class, and whether the source was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<DataClass>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_shown: Option<bool>,
    /// Of a file: its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// A look: nothing left by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Explained {
    /// A dry run that was refused.
    Refused(Box<Refusal>),
    /// `explain`: would it be let?
    Asked(Question),
    /// A dry run that would have been let.
    Tried(Permit),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    pub act: Act,
    pub asked: String,
    pub class: String,
    pub bundle: Digest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EmergencyOpened {
    pub act: Act,
    pub emergency: EmergencyName,
    pub rule: EmergencyName,
    /// `file:line` of the declaration.
    pub place: String,
    pub reason: Option<String>,
    pub bundle: Digest,
    pub snapshot: Snapshot,
    pub opened: Instant,
    pub until: Instant,
    pub identity_shown: bool,
    pub records: BTreeMap<DataClass, u64>,
    pub review: ReviewOwed,
    pub tell_patient_until: String,
    pub cites: Vec<Cite>,
}

/// Who reviews it, until which day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewOwed {
    pub by: String,
    pub until: String,
}
