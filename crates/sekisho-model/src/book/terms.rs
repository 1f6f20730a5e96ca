//! What an entry keeps of a delivery's own words, so that a later bundle that no longer has it
//! changes nothing about what left.

use serde::{Deserialize, Serialize};

use super::Left;
use crate::policy::{Delivery, Policy, Recipient};
use crate::profile::Profile;
use crate::standard::Regime;
use crate::{BasisName, DataClass, DeliveryName, Instant, ProfileName, PurposeName, StudyName};

/// The terms under which one copy left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    pub delivery: DeliveryName,
    pub study: StudyName,
    pub purpose: PurposeName,
    pub recipient: Recipient,
    pub classes: Vec<DataClass>,
    pub profile: ProfileName,
    /// What the profile was proved to be at the least: `coded`, `pseudonymized`, `anonymized`;
    /// empty = none of them.
    pub regimes: Vec<String>,
    /// The legal basis it left on; `None`: none, or an entry that did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<BasisName>,
    /// By when the permit that it left on was surely issued; `None`: it left on none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permit_issued: Option<Instant>,
    /// Where its pseudonyms hold; the vault knows the secret by this name.
    pub scope: String,
}

impl Terms {
    pub fn of(
        delivery: &Delivery,
        profile: &Profile,
        purpose: &PurposeName,
        scope: &str,
        issued: Option<Instant>,
    ) -> Self {
        Self {
            delivery: delivery.name.clone(),
            study: delivery.study.clone(),
            purpose: purpose.clone(),
            recipient: delivery.recipient.clone(),
            classes: delivery.classes.clone(),
            profile: profile.name.clone(),
            regimes: profile.regimes().into_iter().map(str::to_owned).collect(),
            basis: delivery.basis.clone(),
            permit_issued: issued,
            scope: scope.to_owned(),
        }
    }

    /// Of a copy; one written before terms were kept is read with today's policy. `None`: that no
    /// longer has the delivery.
    pub fn read(copy: &Left<'_>, policy: &Policy) -> Option<Self> {
        if let Some(terms) = copy.terms {
            return Some(terms.clone());
        }
        let delivery = policy.delivery(copy.delivery.as_str())?;
        let profile = policy.profile(delivery.profile.as_str())?;
        let purpose = policy.study(delivery.study.as_str())?.purposes.first()?;
        Some(Self::of(delivery, profile, purpose, copy.scope, None))
    }

    pub fn anonymized(&self) -> bool {
        self.meets("anonymized")
    }

    /// Whether it left in this form at the least, as a notice's `only as` asks.
    pub fn meets(&self, wanted: &str) -> bool {
        let left = self.regimes.iter().filter_map(|word| Regime::parse(word));
        Regime::parse(wanted).is_some_and(|wanted| left.max().is_some_and(|is| is.meets(wanted)))
    }
}
