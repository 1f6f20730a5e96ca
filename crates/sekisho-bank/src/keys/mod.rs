//! Keys: the bank's ring and its passphrase, signing keys, the secret of each scope.
//!
//! A scope's secret is random and lies in the vault wrapped by a key of the ring; the ring lies in
//! `BANK/keys/bank.key`, sealed by a passphrase where one was given. Destroying a scope's secret
//! ends what joins its pseudonyms to anybody; rotation puts every secret under new keys.

mod file;
mod kept;
mod passphrase;
mod provider;
mod random;
mod ring;
mod rotation;
mod scope;
mod scopes;
mod sealed;
mod secret_file;
mod sign;
#[cfg(test)]
mod tests;

pub use kept::BankKeys;
pub use passphrase::{Cost, Passphrase};
pub use provider::{KeyProvider, Secret};
pub(crate) use random::random_key;
pub use ring::{BANK, Ring};
pub use rotation::Rotated;
pub use scope::ScopeKeys;
pub use scopes::ScopeLine;
pub(crate) use scopes::{Destroyed, scope_name};
pub(crate) use sealed::{ENDING as SEALED, RecordSeal, permit_of};
pub(crate) use secret_file::read as read_secret;
pub use sekisho_model::book::KeyLine;
pub use sign::{SignKey, read_public, signature_holds};
