//! The gate: papers and a sealed bundle in, a permit or a refusal out, the ledger first.
//!
//! Cedar is the only truth about who may. The gate never reads policy text; it asks the policies of
//! the bundle, once for each bucket of a person's records, and any error denies. No record leaves
//! without a `Permit`; only this crate makes one, and only after its ledger entry stands.

mod act;
pub mod disclosure;
mod error;
mod explain;
mod extract;
mod hearing;
mod judge;
mod open;
mod papers;
mod refusal;
mod rulebook;

#[cfg(test)]
#[path = "../../sekisho-lower/tests/story/mod.rs"]
mod story;
#[cfg(test)]
mod tests;

pub use act::copies::{CopyEntry, CopyKind, copies};
pub use act::count::{
    CountOf, Counted, Counting, Entry, Guarded, Shown, Table, bound, guard_of_recipient,
    guard_of_study, guards,
};
pub use act::evidence::{Evidence, Seeable};
pub use act::glass::Opened;
pub use act::permit::{KeptOut, Permit, PermitTold, Relied};
pub use act::preview::{Exact, GuardedTold, Preview, PreviewTold};
pub use act::trace::{Among, Traceable, Traced, again};
pub use disclosure::Label;
pub use error::GateError;
pub use explain::matrix::{Cell, MatrixPapers, MatrixRow, show as show_matrix};
pub use explain::quote::{Candidate, Condition, Quote};
pub use explain::trial::{Answer, Question};
pub use explain::{Applies, Explanation, Forbid, Verdict, Whose, is_steward};
pub use extract::{Extracted, Machinery, Sink, Watch, extract};
pub use hearing::Ending;
pub use judge::membership::Choosing;
pub use open::{DUTIES_LATER, Gate, OpenError};
pub use papers::{Ask, Papers};
pub use refusal::{Refusal, RefusalTold, Why};
