//! What a traveller brings to the gate: who, what is asked, for which purpose, and how it is backed.

use std::collections::BTreeSet;

use sekisho_model::identity::Subject;
use sekisho_model::policy::Act;
use sekisho_model::release::ReleasedField;
use sekisho_model::{
    CohortName, DeliveryName, EmergencyName, Instant, ProfileName, PurposeName, StudyName, Text,
    UserName,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Papers {
    pub who: UserName,
    pub ask: Ask,
    /// `None`: the study's purpose, where it has exactly one.
    pub purpose: Option<PurposeName>,
    pub justification: Option<String>,
    pub network: Option<String>,
    /// Roles that approved.
    pub approvals: BTreeSet<String>,
    /// The state of the data; an earlier one than now only for a look (`dry_run`, `explain`).
    pub at: Option<Instant>,
    pub dry_run: bool,
    pub now: Instant,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    Extract {
        delivery: DeliveryName,
    },
    /// `cohort` may be left out where the study has one.
    Count {
        study: StudyName,
        cohort: Option<CohortName>,
        /// The fields the count is broken down by.
        by: Vec<ReleasedField>,
    },
    /// One person's records without consent, by a declared emergency; the reason is the papers'
    /// justification. Without a person it can only be explained.
    Emergency {
        emergency: EmergencyName,
        act: Act,
        subject: Option<Subject>,
    },
    /// Any act, to be explained only.
    Explain {
        study: StudyName,
        act: Act,
        profile: Option<ProfileName>,
    },
}

impl Papers {
    pub fn new(who: impl Into<UserName>, ask: Ask, now: Instant) -> Self {
        Self {
            who: who.into(),
            ask,
            purpose: None,
            justification: None,
            network: None,
            approvals: BTreeSet::new(),
            at: None,
            dry_run: false,
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
            Self::Explain { act, .. } | Self::Emergency { act, .. } => *act,
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
            Self::Explain { study, act, .. } => Text::new(
                format!("研究「{study}」での {act}"),
                format!("{act} in study {study}"),
            ),
        }
    }
}
