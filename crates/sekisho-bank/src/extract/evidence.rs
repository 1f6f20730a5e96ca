//! What of a permit outlives its being spent: the facts of `record/`.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_gate::{Extracted, Gate, Papers, Permit, Relied};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Delivery;
use sekisho_model::profile::Profile;
use sekisho_model::record::Snapshot;
use sekisho_model::standard::Regime;
use sekisho_model::{Instant, PurposeName};

use crate::error::BankError;
use crate::keys::SignKey;
use crate::record::certificate::{self, Certificate};
use crate::record::grants;
use crate::release::{DeliveredFile, Staging};

/// A permit's facts, taken before it is spent.
pub(super) struct Paper {
    seq: i64,
    snapshot: Snapshot,
    purpose: PurposeName,
    at: Instant,
    relied: BTreeMap<Subject, BTreeSet<Relied>>,
}

impl Paper {
    pub fn of(permit: &Permit) -> Self {
        Self {
            seq: permit.seq(),
            snapshot: permit.snapshot(),
            purpose: permit.purpose().clone(),
            at: permit.at(),
            relied: permit.relied().clone(),
        }
    }

    /// The certificate, its lists of files still empty.
    pub fn certificate(
        &self,
        gate: &Gate,
        delivery: &Delivery,
        profile: &Profile,
        papers: &Papers,
        scope: String,
    ) -> Certificate {
        Certificate {
            sekisho: env!("CARGO_PKG_VERSION").to_owned(),
            delivery: delivery.name.clone(),
            study: delivery.study.clone(),
            cohort: delivery.cohort.clone(),
            purpose: self.purpose.clone(),
            recipient: delivery.recipient.clone(),
            basis: delivery.basis.clone(),
            profile: profile.name.clone(),
            satisfies: profile.satisfies.clone(),
            regime: profile.regime,
            scope,
            bundle: gate.sealed().digest,
            module: None,
            snapshot: self.snapshot,
            permit: self.seq,
            requested_by: papers.who.clone(),
            requested_at: papers.now,
            decided_for: self.at,
            justification: papers.justification.clone(),
            patients: 0,
            traceable: profile.regime != Some(Regime::Anonymized),
            release: BTreeMap::new(),
            record: BTreeMap::new(),
        }
    }

    /// Writes the grants relied on and, last of all, the signed certificate.
    pub fn file(
        &self,
        key: &SignKey,
        staging: &Staging,
        mut certificate: Certificate,
        extracted: &Extracted,
        files: &[DeliveredFile],
    ) -> Result<(), BankError> {
        let record = staging.record();
        if certificate.traceable {
            let people = extracted.people.iter();
            let relied = people.filter_map(|who| Some((*who, self.relied.get(who)?)));
            grants::put(record, relied)?;
        }
        certificate.patients = extracted.subjects;
        certificate.release = staging.release_digests(files)?;
        certificate.record = record.written();
        certificate::put(record, key, certificate)
    }
}
