//! Break-glass and claims as written.

use sekisho_model::consent::Duration;
use sekisho_model::policy::Lasts;
use sekisho_model::{Cite, Origin, Text};

use super::{Condition, Name};

#[derive(Clone, Debug)]
pub struct Emergency {
    pub name: Name,
    pub label: Text,
    pub allow: Option<EmergencyAllow>,
    /// `require reason`
    pub reason: Option<()>,
    pub lasts: Option<Lasts>,
    /// `identity shown`: true.
    pub identity: Option<bool>,
    pub review: Option<(String, Duration)>,
    pub tell: Option<Duration>,
    pub despite: Vec<Name>,
    pub because: Text,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

/// `allow read to group "er-physician" on clinical`
#[derive(Clone, Debug)]
pub struct EmergencyAllow {
    /// Empty: read.
    pub acts: Vec<Name>,
    pub group: Name,
    pub classes: Vec<Name>,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Claim {
    pub name: Name,
    pub label: Text,
    pub nevers: Vec<Never>,
    pub because: Text,
    pub cites: Vec<Cite>,
    pub origin: Origin,
}

/// `never extract on genome to company`
#[derive(Clone, Debug)]
pub struct Never {
    /// `None`: any.
    pub acts: Option<Vec<Name>>,
    pub classes: Option<Vec<Name>>,
    pub to: Option<ClaimedOf>,
    pub regime: Option<Name>,
    pub condition: Option<Condition>,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub enum ClaimedOf {
    Anyone,
    Role { role: Name, study: Name },
    Recipient(Name),
}
