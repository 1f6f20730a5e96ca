//! The bank's store: records, event tables, identity vault, consent events, ledger. The only crate
//! that writes SQL.
//!
//! One folder `BANK/` holds `bank.sqlite` (records, event tables, consent), `vault.sqlite` (source
//! identifiers, wrapped secrets), `ledger.sqlite` (the chained entries) and `blobs/`. Nothing here
//! decides who may see a record, and nothing here asks the clock: `now` is always an argument.

pub mod agreement;
mod answer;
mod beside;
mod bundle;
mod cohort;
mod consent;
mod copy;
mod decimal;
mod error;
mod events;
pub mod holder;
mod ingest;
mod kept;
pub mod ledger;
mod lookup;
mod memory;
mod owed;
pub mod own;
mod parts;
mod patients;
mod people;
mod quarantine;
mod question;
mod records;
mod released;
mod removal;
mod schema;
mod secret;
mod settings;
mod sources;
mod sql;
mod staging;
mod status;
mod store;
mod tree;
mod values;
mod vault;

pub use agreement::{Disagreement, Head, Part};
pub use answer::Answered;
pub use beside::{Renewed, Stale};
pub use bundle::StoredBundle;
pub use cohort::{CohortAnswer, Coverage, Member};
pub use consent::Document;
pub use error::StoreError;
pub use ingest::{
    About, BatchReceipt, Deletion, IngestBatch, NewRecord, Outcome, Pointer, Points, Position,
    SourceIdentity, Unclear,
};
pub use kept::{Corrected, Succession};
pub use ledger::{Beside, Unless};
pub use memory::PutEvent;
pub use owed::Owed;
pub use people::Person;
pub use quarantine::QuarantineRow;
pub use question::Question;
pub use records::{HeadTuple, Version};
pub use released::{Mark, Released, ReleasedSet, Told};
pub use removal::{CarriedOut, Decided, Removal, Removed, State as RemovalState, Undone, Why};
pub use secret::{Ending, SecretRow, WrappedSecret};
pub use settings::Settings;
pub use sources::{BySource, Called};
pub use staging::StagingPlace;
pub use status::Status;
pub use store::{BACKUP, Outside, Store};
pub use tree::Rebuilt;
pub use vault::HeldNumber;
