//! Checked: every limit and control holds for what is staged, and the manifest, the report and the
//! signed certificate lie beside it.

use sekisho_model::profile::Unlisted;
use sekisho_model::transform::Held;

use super::Staged;
use crate::bank::Bank;
use crate::error::BankError;
use crate::extract::evidence::Parts;
use crate::extract::{manifest, nobody_stays, past};
use crate::release::DeliveredFile;

pub(in crate::extract) struct Checked<'a> {
    pub(super) staged: Staged<'a>,
    pub(super) files: Vec<DeliveredFile>,
    pub(super) fee: Option<u64>,
}

impl<'a> Staged<'a> {
    pub async fn check(mut self, bank: &Bank) -> Result<Checked<'a>, BankError> {
        let order = self.order;
        self.listed()?;
        if let Some(earlier) = &self.earlier {
            bank.holds(&self.extracted.people, earlier).await?;
        }
        let files = self.staging.finish_data()?;
        let control = self.extracted.control.as_ref();
        if let Some(control) = control.filter(|c| c.people_after == 0) {
            return Err(nobody_stays(order.profile, control));
        }
        past::large_enough(order.profile, self.extracted.subjects)?;
        if files.is_empty() {
            return Err(BankError::bundle(
                "許可された記録のどれも、このプロファイルでは外へ出せません",
                "none of the permitted records may leave under this profile",
            ));
        }
        self.small_enough(&files)?;
        let fee = order.delivery.fee.as_ref();
        let fee = fee.map(|fee| {
            fee.due(
                self.extracted.subjects,
                self.extracted.records.values().sum(),
            )
        });
        self.put_papers(bank, &files, fee)?;
        Ok(Checked {
            staged: self,
            files,
            fee,
        })
    }

    fn listed(&self) -> Result<(), BankError> {
        let profile = self.order.profile;
        let mut held = self.extracted.held.keys();
        if profile.unlisted != Unlisted::Stop || !held.any(|(_, held)| *held == Held::Unlisted) {
            return Ok(());
        }
        Err(BankError::bundle(
            format!(
                "プロファイル {} の挙げない要素があり、unlisted stop なので止めました。何も出していません",
                profile.name
            ),
            format!(
                "a record holds an element that profile {} does not list, and it says 'unlisted stop'; nothing left",
                profile.name
            ),
        ))
    }

    fn small_enough(&self, files: &[DeliveredFile]) -> Result<(), BankError> {
        let bytes: u64 = files.iter().map(|f| f.bytes).sum();
        let limit = self.order.delivery.limit_bytes;
        match limit.filter(|limit| bytes > *limit) {
            None => Ok(()),
            Some(limit) => Err(BankError::bundle(
                format!("データが上限の {limit} バイトを超えるので止めました。何も出していません"),
                format!("there are more bytes of data than the limit of {limit}; nothing left"),
            )),
        }
    }

    fn put_papers(
        &self,
        bank: &Bank,
        files: &[DeliveredFile],
        fee: Option<u64>,
    ) -> Result<(), BankError> {
        let order = self.order;
        let (gate, delivery, profile, papers) =
            (order.gate, order.delivery, order.profile, order.papers);
        let (permit, snapshot) = (self.permit, self.snapshot);
        let extracted = &self.extracted;
        let manifest = manifest::manifest(
            gate, delivery, profile, papers, permit, snapshot, files, extracted,
        );
        self.staging.put("manifest.json", &manifest)?;
        let scope = self.scope.clone();
        let certificate = self
            .paper
            .certificate(gate, delivery, profile, papers, scope);
        let parts = Parts {
            gate,
            delivery,
            profile,
            extracted,
            files,
            fee,
        };
        let key = &bank.keys.ring()?.signing;
        self.paper.file(key, &self.staging, certificate, &parts)
    }
}
