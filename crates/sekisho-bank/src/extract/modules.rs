//! What transforms a delivery's values: the profile's module, and the people's rows that its
//! conditions read.

use sekisho_gate::Gate;
use sekisho_model::identity::Subject;
use sekisho_model::profile::Profile;
use sekisho_model::record::Snapshot;
use sekisho_model::transform::PatientRows;
use sekisho_plugin::{Engines, Module};

use super::odd;
use crate::bank::Bank;
use crate::error::BankError;

impl Bank {
    /// The module that was sealed with the bundle. No compiler of policies is asked.
    pub(super) async fn module(&self, gate: &Gate, profile: &Profile) -> Result<Module, BankError> {
        let named = gate.bundle().module(&profile.name);
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

    /// Nobody's, where no condition of the profile reads the patient.
    pub(super) async fn patients(
        &self,
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
        Ok(self.store.patient_rows(people, &columns, snapshot).await?)
    }
}
