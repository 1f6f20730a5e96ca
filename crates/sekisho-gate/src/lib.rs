//! The gate: papers and a sealed bundle in, a permit or a refusal out, the ledger first.
//!
//! Cedar is the only truth about who may. The gate never reads policy text; it asks the policies of
//! the bundle, once for each bucket of a person's records, and any error denies. No record leaves
//! without a `Permit`; only this crate makes one, and only after its ledger entry stands.

mod bucket;
mod case;
mod check;
mod clock;
mod copies;
mod count;
mod deliver;
pub mod disclosure;
mod error;
mod evidence;
mod explain;
mod extract;
mod glass;
mod hearing;
mod judge;
mod matrix;
mod membership;
mod open;
mod papers;
mod parts;
mod permit;
mod person;
mod preview;
mod quote;
mod refusal;
mod rulebook;
mod tally;
mod trace;
mod trial;
mod words;

#[cfg(test)]
#[path = "../../sekisho-lower/tests/story/mod.rs"]
mod story;
#[cfg(test)]
mod tests;

pub use copies::{CopyEntry, CopyKind, copies};
pub use count::{
    CountOf, Counted, Counting, Entry, Guarded, Shown, Table, bound, guard_of_recipient,
    guard_of_study, guards,
};
pub use disclosure::Label;
pub use error::GateError;
pub use evidence::{Evidence, Seeable};
pub use explain::{Applies, Explanation, Forbid, Verdict, Whose, is_steward};
pub use extract::{Extracted, Machinery, Sink, Watch, extract};
pub use glass::Opened;
pub use hearing::Ending;
pub use matrix::{Cell, MatrixPapers, MatrixRow, show as show_matrix};
pub use membership::Choosing;
pub use open::{DUTIES_LATER, Gate, OpenError};
pub use papers::{Ask, Papers};
pub use permit::{KeptOut, Permit, PermitTold, Relied};
pub use preview::{Exact, GuardedTold, Preview, PreviewTold};
pub use quote::{Candidate, Condition, Quote};
pub use refusal::{Refusal, RefusalTold, Why};
pub use trace::{Among, Traceable, Traced, again};
pub use trial::{Answer, Question};
