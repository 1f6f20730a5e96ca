//! What a profile says of dates beside how far they move.

use serde::{Deserialize, Serialize};

use super::Placeholders;
use crate::Day;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DateTerms {
    /// `placeholder dates 2020-01-01, …`: beside the shipped ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub placeholders: Vec<Day>,
    /// `shared dates of "Coverage.period" keep`: elements whose shared dates leave like any other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<String>,
    /// `numbers of "Observation.valueInteger" keep`: elements whose numbers are no dates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<String>,
    /// What of ages in quantities leaves, as the profile's rules and standards have it.
    pub ages: AgeLimit,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeLimit {
    /// Nothing binds them.
    #[default]
    AsTheyCome,
    /// None above so many years.
    UpTo(u32),
    /// Ages leave in groups, which an exact one beside them would undo.
    None,
}

impl DateTerms {
    pub fn placeholders(&self) -> Placeholders {
        Placeholders::with(&self.placeholders)
    }
}

impl AgeLimit {
    /// Whether an age of so many years is kept in.
    pub fn hides(self, years: f64) -> bool {
        match self {
            Self::AsTheyCome => false,
            // 89.5 years are 89.
            Self::UpTo(bound) => years.floor() > f64::from(bound),
            Self::None => true,
        }
    }

    /// The narrower of two.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::None) => Self::None,
            (Self::UpTo(a), Self::UpTo(b)) => Self::UpTo(a.min(b)),
            (limit, Self::AsTheyCome) | (Self::AsTheyCome, limit) => limit,
        }
    }
}
