//! Consent: forms and their items, the events of a person's life with them, and the fold of
//! events into what is covered.

mod ages;
mod agreement;
mod codes;
pub mod coverage;
mod earlier;
mod event;
mod fold;
mod form;
mod history;
mod meet;
mod possible;
mod rectangles;
mod relation;
mod withdrawal;
mod world;

#[cfg(test)]
mod tests;

pub use codes::{CodeMeans, CodeWord, FhirCode, FhirCodes};
pub use earlier::{Earlier, Kept, KeptPaper, Successor};
pub use event::{Actor, ConsentEvent, EventKind};
pub use fold::{BASE_ACTS, Grant, LegalGround, Request, SubjectFacts, covered, fold};
pub use form::{
    AfterDeath, Duration, Form, Incapacity, Item, Minor, Optout, RecipientKind, Reconsent,
    TakenBack,
};
pub use history::{Narrowing, fallen, heard_at, narrowing, standing};
pub use possible::{Impossible, Life};
pub use relation::{Bereaved, Relation};
pub use withdrawal::{
    BankCopies, Delivered, Infeasible, Models, Results, Specimens, Withdrawal, WithdrawalScope,
};
