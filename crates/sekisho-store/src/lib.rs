//! The bank's store: records, event tables, identity vault, consent events, ledger. The only crate
//! that writes SQL.
//!
//! One folder `BANK/` holds `bank.sqlite` (records, event tables, consent), `vault.sqlite` (source
//! identifiers, wrapped secrets), `ledger.sqlite` (the chained entries) and `blobs/`. Nothing here
//! decides who may see a record, and nothing here asks the clock: `now` is always an argument.

mod answer;
mod bundle;
mod cohort;
mod consent;
mod decimal;
mod error;
mod events;
mod ingest;
pub mod ledger;
mod memory;
mod patients;
mod people;
mod quarantine;
mod records;
mod released;
mod schema;
mod secret;
mod settings;
mod sql;
mod status;
mod store;
mod values;
mod vault;

pub use answer::Answered;
pub use bundle::StoredBundle;
pub use cohort::{CohortAnswer, Member};
pub use error::StoreError;
pub use ingest::{About, BatchReceipt, IngestBatch, NewRecord, Outcome, Position, SourceIdentity};
pub use people::Person;
pub use quarantine::QuarantineRow;
pub use records::{HeadTuple, Version};
pub use released::{Mark, Released, ReleasedSet, Told};
pub use secret::{Ending, SecretRow, WrappedSecret};
pub use settings::Settings;
pub use status::Status;
pub use store::Store;
