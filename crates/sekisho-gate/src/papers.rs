//! What a traveller brings to the gate: who, for which purpose, and how it is backed; and what can be
//! asked with it.

use std::collections::BTreeSet;

use sekisho_model::policy::Act;
use sekisho_model::{
    DeliveryName, EmergencyName, Instant, ProfileName, PurposeName, StudyName, Text, UserName,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Papers {
    pub who: UserName,
    /// `None`: the study's purpose, where it has exactly one.
    pub purpose: Option<PurposeName>,
    pub justification: Option<String>,
    pub network: Option<String>,
    /// Roles that approved.
    pub approvals: BTreeSet<String>,
    /// The state of the data; an earlier one than now only for a look (`preview`, `explain`).
    pub at: Option<Instant>,
    pub now: Instant,
}

/// What is asked, as a refusal names it and an explanation lays it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    Extract {
        delivery: DeliveryName,
    },
    Count {
        study: StudyName,
    },
    /// One person's records without consent, by a declared emergency; the reason is the papers'
    /// justification.
    Emergency {
        emergency: EmergencyName,
        act: Act,
    },
    /// Any act of a study.
    Act {
        study: StudyName,
        act: Act,
        profile: Option<ProfileName>,
    },
}

impl Papers {
    pub fn new(who: impl Into<UserName>, now: Instant) -> Self {
        Self {
            who: who.into(),
            purpose: None,
            justification: None,
            network: None,
            approvals: BTreeSet::new(),
            at: None,
            now,
        }
    }

    /// A justification of blanks is none.
    pub fn justified(&self) -> bool {
        self.justification
            .as_deref()
            .is_some_and(|text| !text.trim().is_empty())
    }
}

impl Ask {
    pub fn act(&self) -> Act {
        match self {
            Self::Extract { .. } => Act::Extract,
            Self::Count { .. } => Act::Count,
            Self::Act { act, .. } | Self::Emergency { act, .. } => *act,
        }
    }

    /// What is asked, as a noun phrase.
    pub fn text(&self) -> Text {
        match self {
            Self::Extract { delivery } => Text::new(
                format!("引き渡し「{delivery}」の取り出し"),
                format!("extract of delivery {delivery}"),
            ),
            Self::Count { study, .. } => Text::new(
                format!("研究「{study}」の人数照会"),
                format!("count in study {study}"),
            ),
            Self::Emergency { emergency, act, .. } => Text::new(
                format!("緊急閲覧「{emergency}」での {act}"),
                format!("{act} in the emergency {emergency}"),
            ),
            Self::Act { study, act, .. } => Text::new(
                format!("研究「{study}」での {act}"),
                format!("{act} in study {study}"),
            ),
        }
    }
}
