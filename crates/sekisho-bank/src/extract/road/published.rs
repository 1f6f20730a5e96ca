//! Published: the copy stands at its destination. What is left is to say so.

use sekisho_model::Instant;
use sekisho_model::book::Entry;

use crate::bank::Bank;
use crate::error::BankError;
use crate::extract::Receipt;
use crate::keys::Destroyed;

pub(in crate::extract) struct Published {
    pub(super) publishing: Entry,
    pub(super) people: Vec<i64>,
    pub(super) ending: Option<(i64, Destroyed)>,
    pub(super) receipt: Receipt,
    pub(super) now: Instant,
}

impl Published {
    /// The ledger's end of it; then the recalls that a no of the meantime calls for.
    pub async fn note(self, bank: &Bank) -> Result<Receipt, BankError> {
        let delivered = bank
            .note_delivered(&self.publishing, self.people, self.now)
            .await?;
        bank.store.staging_gone(self.receipt.permit).await?;
        let key_destroyed = match self.ending {
            Some((row, of)) => Some(bank.ended(row, &of, self.now).await?),
            None => None,
        };
        bank.settle_recalls(self.now).await?;
        // Signed with every delivery: whoever rewrites an older entry has all of these against them.
        // The copy stands already, so a failure here is no failure of it; the next one signs for both.
        let _ = bank.checkpoint(self.now).await;
        Ok(Receipt {
            ledger_seq: delivered,
            key_destroyed,
            ..self.receipt
        })
    }
}
