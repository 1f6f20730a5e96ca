//! Consent form versions and opt-out notices, as the bundle carries them.

use serde::{Deserialize, Serialize};

use super::{Bereaved, Earlier, FhirCodes, Withdrawal};
use crate::asks::KeepsRecord;
use crate::{BasisName, DataClass, Day, Digest, FormName, ItemName, Origin, PurposeName, Text};

/// A calendar length as written in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duration {
    Days(u32),
    Months(u32),
    Years(u32),
}

impl Duration {
    /// The same clock time that much later, calendar-wise in the bank's zone.
    pub fn after(self, start: crate::Instant, zone: crate::Zone) -> crate::Instant {
        let day = zone.day_of(start);
        let later = match self {
            Self::Days(n) => Day(day.0.saturating_add(n as i32)),
            Self::Months(n) => day.add_months(n as i32),
            Self::Years(n) => day.add_months(n as i32 * 12),
        };
        crate::Instant(start.0 + i64::from(later.0 - day.0) * crate::time::MS_PER_DAY)
    }
}

impl std::fmt::Display for Duration {
    /// As a policy writes it: `7 days`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (n, unit) = match self {
            Self::Days(n) => (n, "day"),
            Self::Months(n) => (n, "month"),
            Self::Years(n) => (n, "year"),
        };
        write!(f, "{n} {unit}{}", if *n == 1 { "" } else { "s" })
    }
}

/// Who receives. Silence in a form means a hospital, a university or a public body, and only in the
/// bank's own country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecipientKind {
    Hospital,
    University,
    PublicBody,
    Company,
    /// 登録認証機関 (薬機法 23条の2の23第1項): decides on devices in the State's stead.
    RegisteredBody,
}

impl RecipientKind {
    /// Whether only a form that names it reaches it.
    pub fn must_be_named(self) -> bool {
        match self {
            Self::Hospital | Self::University | Self::PublicBody => false,
            Self::Company | Self::RegisteredBody => true,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hospital => "hospital",
            Self::University => "university",
            Self::PublicBody => "public_body",
            Self::Company => "company",
            Self::RegisteredBody => "registered_body",
        }
    }
}

/// One version of a consent form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Form {
    pub name: FormName,
    pub label: Text,
    /// The number printed on the paper, e.g. `IC-LUNG-03`.
    pub number: String,
    pub effective: Day,
    pub until: Option<Day>,
    /// The document and its digest, where the package carries it.
    pub document: Option<(String, Digest)>,
    pub replaces: Option<Reconsent>,
    pub items: Vec<Item>,
    /// `covers data collected since … until …`; `None` on both sides = whenever collected.
    pub collected_since: Option<Day>,
    pub collected_until: Option<Day>,
    /// `until withdrawal`: data collected after the withdrawal stays out even after re-signing.
    pub includes_gap: bool,
    /// `expires Q after signed`
    pub expires: Option<Duration>,
    pub after_death: AfterDeath,
    /// `None`: `minors as adults`.
    pub minor: Option<Minor>,
    /// `None`: the form is silent about people who can't judge.
    #[serde(default)]
    pub incapacity: Option<Incapacity>,
    /// `includes later purposes under X`, as written; what it reaches stands in the items.
    #[serde(default)]
    pub includes_later: Vec<PurposeName>,
    pub withdrawals: Vec<Withdrawal>,
    /// `from fhir …`: by which codes it is known outside. They grant nothing.
    #[serde(default, skip_serializing_if = "FhirCodes::is_empty")]
    pub fhir: FhirCodes,
    /// What it said before in this bank, oldest first. No bundle carries it: the bank remembers.
    #[serde(skip)]
    pub earlier: Vec<Earlier<Form>>,
    pub origin: Origin,
}

/// `replaces OLD [re-consent within Q]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reconsent {
    pub form: FormName,
    pub within: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub name: ItemName,
    /// The sentence the patient read.
    pub says: Text,
    /// Purposes granted, closed downwards over the purpose tree as of the form's effective date.
    pub purposes: Vec<PurposeName>,
    /// Purposes set up after the form that `includes later purposes` lets in: at home, for nobody
    /// but the silent recipients, without the item's further acts.
    #[serde(default)]
    pub later: Vec<PurposeName>,
    pub classes: Vec<DataClass>,
    /// Acts beyond read, count and extract: `recontact`, `return_result`.
    pub acts: Vec<String>,
    /// Empty = silence (domestic non-company).
    pub recipients: Vec<RecipientKind>,
    /// ISO 3166-1 alpha-2; empty = the bank's own country.
    pub countries: Vec<String>,
    pub requires: Option<ItemName>,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterDeath {
    Keep,
    Stop,
    /// Keep unless the bereaved object.
    KeepUnlessObjected,
}

/// `minor under 18 years { assent from 7 years; own consent at 18 years; hold 6 months }`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minor {
    pub under_years: u32,
    pub assent_from_years: Option<u32>,
    pub own_consent_at_years: u32,
    /// `proxy and own consent from N years`
    pub joint_from_years: Option<u32>,
    pub hold: Option<Duration>,
}

/// What the form says of people who can't judge for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Incapacity {
    /// `incapacity proxy [until restored]`: a proxy may agree in their place; with `until restored`
    /// what the proxy agreed to ends on the day they can judge again.
    Proxy { until_restored: bool },
    /// `incapacity stop`: what was agreed ends, and nobody can agree in their place.
    Stop,
}

/// What comes back with an objection that is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakenBack {
    /// Data collected while it stood stay out, as after a withdrawal.
    WithoutGap,
    /// `includes gap`
    WithGap,
}

/// A notice with a waiting period and a right to object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Optout {
    pub name: FormName,
    pub label: Text,
    pub purposes: Vec<PurposeName>,
    pub classes: Vec<DataClass>,
    pub recipients: Vec<RecipientKind>,
    pub countries: Vec<String>,
    pub notice: Duration,
    /// `effective from D`: the notice speaks of the purposes of that day.
    #[serde(default)]
    pub effective: Option<Day>,
    /// `only as coded | pseudonymized | anonymized`: that at the least.
    pub only_as: Option<String>,
    /// `only under BASIS, …`: deliveries on one of these legal bases and no other use; sorted.
    /// Empty = nothing said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_under: Vec<BasisName>,
    /// `objection spares permits issued before` (EHDS Article 71(3)).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spares_permits: bool,
    /// `objection may be taken back [includes gap]`; `None`: an objection is for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<TakenBack>,
    /// Who may object once the person is dead; `None`: nothing said, so that anybody's no counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bereaved: Option<Bereaved>,
    /// `receipt kept Q`: whoever objects is handed a paper, and a copy is kept that long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<KeepsRecord>,
    /// What it said before in this bank, oldest first.
    #[serde(skip)]
    pub earlier: Vec<Earlier<Optout>>,
    pub origin: Origin,
}
