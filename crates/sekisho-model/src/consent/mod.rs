//! Consent: forms and their items, the events of a person's life with them, and the fold of
//! events into what is covered.

mod ages;
mod agreement;
mod event;
mod fold;
mod form;
mod history;
mod rectangles;
mod world;

#[cfg(test)]
mod tests;

pub use event::{Actor, ConsentEvent, EventKind};
pub use fold::{BASE_ACTS, Grant, Request, SubjectFacts, covered, fold};
pub use form::{
    AfterDeath, Duration, Form, Item, Minor, Optout, RecipientKind, Reconsent, Withdrawal,
    WithdrawalScope,
};
