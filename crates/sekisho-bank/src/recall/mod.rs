//! Taking copies back: who took consent back is owed a recall by every delivery that holds them and
//! rests on it, unless the form exempts what was anonymized.
//!
//! Where records of a copy turn out to be deleted at their source, or another person's, its recipient
//! is told; whether they must be deleted there too is a steward's word.
//!
//! The ledger is the only truth. A duty is its `recall_opened` entry, written in one step with the
//! entry of the consent event that caused it; what became of it are later entries that name it.

mod answer;
mod duty;
mod fallen;
mod owed;
mod removed;
mod rests;

pub use answer::{Certificate, Notice};
pub use duty::{Duty, Kind, State};
pub use rests::Rest;
pub use sekisho_model::book::Relied;
pub use sekisho_model::book::Terms;

pub use fallen::Fallen;

pub(crate) use fallen::settle_fallen;
pub(crate) use owed::{life_of, owed, permit_of};
pub(crate) use removed::owed_for_removal;
pub(crate) use rests::{Moment, PermitEntry, rests};

#[cfg(test)]
mod tests;
