//! The bank as a whole: founding, keys, bundles, ingest, consent, deliveries, audit.

pub mod backup;
pub mod bank;
mod beside;
pub mod bundle_folder;
pub mod checkpoint;
pub mod clock;
pub mod components;
pub mod consents;
pub mod demo_data;
pub mod error;
pub mod extract;
pub mod ingest;
pub mod keys;
mod lock;
pub mod outlet;
pub mod page;
pub mod people;
pub mod recall;
pub mod record;
pub mod release;
pub mod removals;
pub mod standing;
mod stewards;
mod succession;
pub mod testing;
pub mod trace;

pub use bank::{Bank, Loaded};
pub use clock::Clock;
pub use error::BankError;
pub use extract::{Guarded, Left, Receipt, Settled};
pub use standing::Hold;
