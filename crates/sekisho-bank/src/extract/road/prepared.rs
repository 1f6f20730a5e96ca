//! Prepared: the permit narrowed by what left before, and every engine ready. Nothing of the
//! delivery is written; the vault may get the scope's secret.

use std::sync::Arc;

use sekisho_exchange::fhir::telling::Survey;
use sekisho_gate::Permit;
use sekisho_model::transform::{Keyed, PatientRows};
use sekisho_plugin::{Module, Plugins};

use super::Order;
use crate::bank::Bank;
use crate::error::BankError;
use crate::extract::able;
use crate::extract::forms::{Forms, lexicon};
use crate::extract::past::Earlier;
use crate::extract::watch::Watching;
use crate::keys::{RecordSeal, scope_name};

pub(in crate::extract) struct Prepared<'a> {
    pub(super) order: &'a Order<'a>,
    pub(super) permit: Permit,
    /// People who wait until there are enough of them.
    pub(super) held_back: u64,
    pub(super) earlier: Option<Earlier>,
    pub(super) forms: Forms,
    pub(super) watching: Option<Watching>,
    /// Where the profile moves dates: what its people share of them.
    pub(super) dates: Option<Survey>,
    pub(super) scope: String,
    pub(super) keyed: Arc<dyn Keyed + Send + Sync>,
    pub(super) seal: RecordSeal,
    pub(super) module: Module,
    pub(super) patients: PatientRows,
    pub(super) plugins: Plugins<'a>,
}

impl<'a> Prepared<'a> {
    pub async fn of(bank: &Bank, order: &'a Order<'a>, permit: Permit) -> Result<Self, BankError> {
        let (delivery, profile, now) = (order.delivery, order.profile, order.papers.now);
        able::check(profile, delivery)?;
        let earlier = bank.earlier(delivery, profile, now).await?;
        let (permit, held_back) = bank.narrowed(permit, earlier.as_ref()).await?;
        let when = (permit.at(), bank.settings().zone);
        let scope = scope_name(profile, delivery, bank.settings().zone.day_of(now));
        let keyed = bank.delivery_keys(profile, &scope, now).await?;
        let bundle = order.gate.bundle();
        let lexicon = lexicon(&bundle.policy, profile);
        Ok(Self {
            order,
            held_back,
            earlier,
            forms: Forms::of(delivery, profile, when, &lexicon)?,
            watching: Watching::of(delivery, profile, when, &lexicon)?,
            dates: Survey::of(profile),
            scope,
            keyed: Arc::new(keyed),
            seal: RecordSeal::writing(bank.keys.ring()?, permit.seq())?,
            module: bank.module(bundle, profile).await?,
            patients: bank
                .patients(profile, permit.subjects(), permit.snapshot())
                .await?,
            plugins: bank.plugins(bundle, profile).await?,
            permit,
        })
    }
}
