//! Events made again whose codes stand in other records: when those come, change, or are taken out.

use sekisho_exchange::fhir::project::Projector;
use sekisho_lang::data_model::oncology;
use sekisho_model::Text;
use sekisho_model::oncology::DataModel;
use sekisho_model::record::Record;
use sekisho_store::{Renewed, Store};

use crate::bank::Bank;
use crate::error::BankError;

impl Bank {
    /// Before anything is asked of the events.
    pub(crate) async fn renew_events(&self) -> Result<(), BankError> {
        match self.store.is_of_model(oncology()).await {
            Ok(true) => renew(&self.store, oncology()).await,
            // Nothing is asked of a bank without records, or of another model.
            Ok(false) | Err(_) => Ok(()),
        }
    }
}

/// Until none is stale.
pub(crate) async fn renew(store: &Store, model: &DataModel) -> Result<(), BankError> {
    let mut stale = store.stale().await?;
    if stale.is_empty() {
        return Ok(());
    }
    let projector =
        Projector::new(model, store.settings().zone).map_err(|_| BankError::Gate(unreadable()))?;
    while !stale.is_empty() {
        let mut renewed = Vec::with_capacity(stale.len());
        for one in stale {
            let alone = Record {
                beside: Vec::new(),
                ..one.record.clone()
            };
            // What stands beside it is too much for its events: its code stays unknown.
            let events = projector.events_beside(&one.record);
            let events = events.or_else(|_| projector.events_beside(&alone));
            let events = events.map_err(|_| BankError::Gate(unreadable()))?;
            renewed.push(Renewed { stale: one, events });
        }
        store.renew(&renewed).await?;
        stale = store.stale().await?;
    }
    Ok(())
}

fn unreadable() -> Text {
    Text::new(
        "銀行にある記録を、取り込んだときのようには読めません（`sekisho bank check`）",
        "a record of the bank can't be read as it was when it was taken in (`sekisho bank check`)",
    )
}
