//! Break-glass and claims.

use serde::{Deserialize, Serialize};

use super::{Act, Role, Study, When};
use crate::consent::{Duration, RecipientKind};
use crate::standard::Regime;
use crate::{
    Cite, ClaimName, DataClass, EmergencyName, GuardName, Origin, RoleName, StudyName, Text,
};

/// `emergency N { … }`: reading without consent to save a life, named, timed and reviewed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Emergency {
    pub name: EmergencyName,
    pub label: Text,
    pub acts: Vec<Act>,
    pub group: String,
    pub classes: Vec<DataClass>,
    pub lasts: Lasts,
    /// `identity shown`: names and numbers of the person are shown to the reader.
    pub identity_shown: bool,
    pub review: Review,
    pub tell_patient_within: Duration,
    /// Guards it passes, by name; every other guard holds for it too.
    pub despite: Vec<GuardName>,
    pub because: Text,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

impl Emergency {
    /// What Cedar knows it as: a study of its own. No author's name can hold a parenthesis.
    pub fn study(&self) -> StudyName {
        StudyName::new(format!("(emergency) {}", self.name))
    }

    /// The same as a study, with one role: whoever is in the group.
    pub fn as_study(&self) -> Study {
        Study {
            name: self.study(),
            label: self.label.clone(),
            approvals: Vec::new(),
            permission: None,
            amendments: Vec::new(),
            sites: Vec::new(),
            embargoes: Vec::new(),
            purposes: Vec::new(),
            cohorts: Vec::new(),
            classes: self.classes.clone(),
            roles: vec![Role {
                name: RoleName::new(self.name.as_str()),
                group: self.group.clone(),
                org: None,
                training: None,
                origin: self.origin.clone(),
            }],
            origin: self.origin.clone(),
        }
    }
}

/// `lasts 24 hours`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lasts {
    pub minutes: u32,
}

/// `review by "BOARD" within Q`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    pub by: String,
    pub within: Duration,
}

/// `claim N { never … }`: a property to be proved of the whole policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    pub name: ClaimName,
    pub label: Text,
    pub acts: Vec<Act>,
    pub classes: Vec<DataClass>,
    pub to: ClaimedOf,
    /// `as regime anonymized`: said only of what leaves in that regime, and of no other.
    pub regime: Option<Regime>,
    pub condition: When,
    pub because: Text,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

/// Of whom a claim speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimedOf {
    Anyone,
    Role { role: RoleName, study: StudyName },
    Recipient(RecipientKind),
}
