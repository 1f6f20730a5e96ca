//! The road of one delivery, a type a step: prepared, staged, checked, announced, published. None
//! exists unless the step before went well, and each is spent by the next.
//!
//! What the ledger knows never lags behind what may be out: before the first byte is staged it holds
//! whom it is about and for whom (`staging`); before the folder is moved to its destination, all
//! that will be said of it (`publishing`); and only then that it stands there (`delivered`). A
//! process that ends in between leaves a row of entries from which the next one tells what became
//! of it (`attempt`).

mod announced;
mod checked;
mod prepared;
mod published;
mod staged;

use std::path::Path;

use sekisho_gate::{Gate, Papers, Permit};
use sekisho_model::policy::Delivery;
use sekisho_model::profile::Profile;

use super::Receipt;
use crate::bank::Bank;
use crate::error::BankError;

pub(super) use checked::Checked;
pub(super) use prepared::Prepared;
pub(super) use published::Published;
pub(super) use staged::{Staged, path_digest};

/// What is to be delivered where, and by whose papers.
pub(super) struct Order<'a> {
    pub gate: &'a Gate,
    pub delivery: &'a Delivery,
    pub profile: &'a Profile,
    pub papers: &'a Papers,
    /// Absolute, so that it is found again from another folder.
    pub out: &'a Path,
}

/// What this process knows of its own attempt, whatever step stops it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reached {
    /// A byte may have been staged.
    pub bytes: bool,
}

/// The whole road.
pub(super) async fn walk(
    bank: &Bank,
    order: &Order<'_>,
    permit: Permit,
    reached: &mut Reached,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Receipt, BankError> {
    let prepared = Prepared::of(bank, order, permit).await?;
    let staged = prepared.stage(bank, reached, progress).await?;
    let checked = staged.check(bank).await?;
    let announced = checked.announce(bank).await?;
    let published = announced.publish()?;
    published.note(bank).await
}

#[cfg(test)]
mod tests;
