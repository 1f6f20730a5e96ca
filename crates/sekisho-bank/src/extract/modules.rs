//! What transforms a delivery's values: the profile's module, and the people's rows that its
//! conditions read.

use std::collections::BTreeMap;

use sekisho_model::Bundle;
use sekisho_model::identity::Subject;
use sekisho_model::profile::Profile;
use sekisho_model::record::Snapshot;
use sekisho_model::transform::PatientRows;
use sekisho_plugin::{Engines, Module, Plugins};
use sekisho_store::Store;

use super::odd;
use crate::bank::Bank;
use crate::components::called;
use crate::error::BankError;

impl Bank {
    /// The module that was sealed with the bundle. No compiler of policies is asked.
    pub(crate) async fn module(
        &self,
        bundle: &Bundle,
        profile: &Profile,
    ) -> Result<Module, BankError> {
        let named = bundle.module(&profile.name);
        let named = named.ok_or_else(|| odd("the bundle names no module for its profile"))?;
        let bytes = self.store.module(named.digest).await?;
        Module::load(Engines::shared(), &bytes).map_err(|why| {
            let text = why.text();
            let name = &profile.name;
            BankError::bundle(
                format!("プロファイル {name} のモジュール{}", text.ja),
                format!("the module of profile {name} {}", text.en),
            )
        })
    }

    /// The components that the profile's rules call, as they were sealed with the bundle.
    pub(crate) async fn plugins<'g>(
        &self,
        bundle: &'g Bundle,
        profile: &Profile,
    ) -> Result<Plugins<'g>, BankError> {
        let mut bytes = BTreeMap::new();
        for name in called(profile) {
            if let Some(component) = bundle.component(name) {
                bytes.insert(component.digest, self.store.module(component.digest).await?);
            }
        }
        let declared = &bundle.policy.plugins;
        let bytes_of = |digest| bytes.get(&digest).map(Vec::as_slice);
        Plugins::load(Engines::shared(), declared, bytes_of).map_err(|refused| {
            let (name, why) = (&refused.plugin, refused.why.text());
            BankError::bundle(
                format!("プラグイン {name} の部品{}", why.ja),
                format!("the component of plugin {name} {}", why.en),
            )
        })
    }

    /// Nobody's, where no condition of the profile reads the patient.
    pub(crate) async fn patients(
        &self,
        profile: &Profile,
        people: &[Subject],
        snapshot: Snapshot,
    ) -> Result<PatientRows, BankError> {
        patients(&self.store, profile, people, snapshot).await
    }

    /// The same as the bank was then, for proving what left.
    pub(crate) async fn patients_then(
        &self,
        profile: &Profile,
        people: &[Subject],
        snapshot: Snapshot,
    ) -> Result<PatientRows, BankError> {
        patients(&self.store.as_it_was(), profile, people, snapshot).await
    }
}

async fn patients(
    store: &Store,
    profile: &Profile,
    people: &[Subject],
    snapshot: Snapshot,
) -> Result<PatientRows, BankError> {
    let conditions = profile.rules().filter_map(|(_, rule)| rule.when.as_ref());
    let mut columns: Vec<_> = conditions.flat_map(|when| when.columns()).collect();
    columns.sort();
    columns.dedup();
    if columns.is_empty() {
        return Ok(PatientRows::none());
    }
    Ok(store.patient_rows(people, &columns, snapshot).await?)
}
