//! `count`: how many, as far as it may be told.

use sekisho_gate::{Counted, Decision, Papers, Refusal};

use super::{gate_error, odd};
use crate::bank::Bank;
use crate::error::BankError;

impl Bank {
    /// A guarded count, or why not.
    pub async fn count(&self, papers: &Papers) -> Result<Result<Counted, Box<Refusal>>, BankError> {
        match self
            .gate()
            .await?
            .decide(&self.store, papers)
            .await
            .map_err(gate_error)?
        {
            Decision::Counted(counted) => Ok(Ok(*counted)),
            Decision::Refusal(refusal) => Ok(Err(refusal)),
            Decision::Permit(_) | Decision::Preview(_) | Decision::Opened(_) => {
                Err(odd("an extract was decided for a count"))
            }
        }
    }
}
