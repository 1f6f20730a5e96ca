//! A delivery: what leaves, to whom, how often, for how much, and what the recipient owes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Requirement;
use crate::asks::{Agreed, Certificate};
use crate::consent::{Duration, LegalGround, RecipientKind};
use crate::{
    BasisName, CohortName, DataClass, Day, DeliveryName, GroundName, Origin, ProfileName,
    StudyName, Text, Zone,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    pub name: DeliveryName,
    pub label: Text,
    pub study: StudyName,
    pub cohort: CohortName,
    pub classes: Vec<DataClass>,
    pub recipient: Recipient,
    /// The legal basis, one of `Policy::bases`.
    pub basis: Option<BasisName>,
    /// `held as NAME`: on which of `Policy::grounds` the bank holds insured persons' numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<GroundName>,
    pub profile: ProfileName,
    /// `fhir R4`, `csv`, …
    pub formats: Vec<String>,
    /// `once before D`: the day itself no more.
    pub before: Option<Day>,
    /// `every PERIOD until D`: the day itself still.
    pub every: Option<Every>,
    /// `limit patients N`: more stop the delivery; a limit never chooses whom to leave out.
    pub limit_patients: Option<u64>,
    /// `limit rows N`: records that may leave.
    pub limit_records: Option<u64>,
    /// `limit bytes N MiB`: of all data files together.
    pub limit_bytes: Option<u64>,
    pub fee: Option<Fee>,
    /// Proposal, contract and permit.
    #[serde(default)]
    pub agreed: Agreed,
    pub requires: Vec<Requirement>,
    pub after: AfterDelivery,
    pub origin: Origin,
}

impl Delivery {
    /// What an opt-out may ask of it beside its form.
    pub fn ground(&self, zone: Zone) -> LegalGround<'_> {
        let permit = self.agreed.permit.as_ref();
        LegalGround {
            basis: self.basis.as_ref(),
            issued: permit.and_then(|permit| permit.surely_issued(zone)),
        }
    }
}

/// `every quarter until D`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Every {
    pub period: Period,
    pub until: Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Period {
    /// Both days lie in the same day, calendar week (from Monday), month, quarter or year.
    pub fn holds_both(self, one: Day, other: Day) -> bool {
        let ((y1, m1, _), (y2, m2, _)) = (one.ymd(), other.ymd());
        match self {
            Self::Day => one == other,
            // 1970-01-01 was a Thursday.
            Self::Week => (one.0 + 3).div_euclid(7) == (other.0 + 3).div_euclid(7),
            Self::Month => (y1, m1) == (y2, m2),
            Self::Quarter => (y1, (m1 - 1) / 3) == (y2, (m2 - 1) / 3),
            Self::Year => y1 == y2,
        }
    }

    /// Which one the day lies in: `2026-11-26`, `week 2026-11-23` (its Monday), `2026-11`,
    /// `2026-Q4`, `2026`. The same name exactly where `holds_both`.
    pub fn name_of(self, day: Day) -> String {
        let (year, month, _) = day.ymd();
        match self {
            Self::Day => day.to_string(),
            Self::Week => format!("week {}", Day(day.0 - (day.0 + 3).rem_euclid(7))),
            Self::Month => format!("{year:04}-{month:02}"),
            Self::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
            Self::Year => format!("{year:04}"),
        }
    }

    pub const ALL: [Self; 5] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str() == text)
    }
}

/// `fee 従量 120 yen per record`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fee {
    pub name: String,
    pub yen: u64,
    pub per: FeePer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeePer {
    Record,
    Patient,
    Delivery,
}

impl FeePer {
    pub const ALL: [Self; 3] = [Self::Record, Self::Patient, Self::Delivery];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Patient => "patient",
            Self::Delivery => "delivery",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|per| per.as_str() == text)
    }
}

impl Fee {
    /// What is owed, in yen.
    pub fn due(&self, patients: u64, records: u64) -> u64 {
        let count = match self.per {
            FeePer::Record => records,
            FeePer::Patient => patients,
            FeePer::Delivery => 1,
        };
        self.yen.saturating_mul(count)
    }
}

/// `after delivery { … }`: what the recipient owes once it stands at their place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AfterDelivery {
    pub receipt_within: Option<Duration>,
    pub destroy_by: Option<Day>,
    pub publication_not_before: Option<Day>,
    pub return_results_within: Option<Duration>,
}

impl AfterDelivery {
    /// In words, for the manifest.
    pub fn words(&self) -> BTreeMap<&'static str, String> {
        let within = |d: Duration| format!("within {d}");
        let said = [
            ("receipt", self.receipt_within.map(within)),
            ("destroy", self.destroy_by.map(|day| format!("by {day}"))),
            (
                "publication",
                self.publication_not_before
                    .map(|day| format!("not before {day}")),
            ),
            ("return results", self.return_results_within.map(within)),
        ];
        said.into_iter()
            .filter_map(|(duty, words)| Some((duty, words?)))
            .collect()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipient {
    pub org: String,
    pub kind: RecipientKind,
    /// ISO 3166-1 alpha-2
    pub country: String,
    /// Where it is put, as written: `s3:utokyo-lung`. Carried; the folder given to `extract` decides.
    pub endpoint: Option<String>,
    /// What it shows that the State has certified it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified: Option<Certificate>,
    /// The clause of a closed list by which it may receive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eligible: Option<String>,
}
