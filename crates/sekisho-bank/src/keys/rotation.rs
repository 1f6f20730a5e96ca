//! New keys for old secrets. Pseudonyms stay: the secrets are the same, only what wraps them is new.
//!
//! The ring keeps old and new generations together until every secret lies under the new ones. A
//! process that is killed at any step leaves a bank that opens; rotating again ends the job.

use sekisho_model::Instant;
use sekisho_model::book::{KeyAdded, KeyLine, KeysRotated, PassphraseChanged};
use sekisho_store::WrappedSecret;

use super::passphrase::Passphrase;
use super::provider::KeyProvider as _;
use super::ring::{BANK, Ring};
use crate::bank::Bank;
use crate::error::BankError;

/// Characters of a key's name.
const NAME_MAX: usize = 100;

/// What a rotation did.
#[derive(Clone, Debug)]
pub struct Rotated {
    pub keys: Vec<KeyLine>,
    pub secrets: usize,
    pub ledger_seq: i64,
}

impl Bank {
    /// Puts every secret under a new generation of its key, and the ring under a new passphrase
    /// where one is given. The bank is spent: its ring is an old one then.
    pub async fn rotate_keys(
        self,
        who: &str,
        new: Option<Passphrase>,
        now: Instant,
    ) -> Result<Rotated, BankError> {
        new.iter().try_for_each(Passphrase::may_be_chosen)?;
        let _alone = self.alone()?;
        let grown = self.grow(now)?;
        let secrets = self.rewrap_all(&grown).await?;
        let newest = grown.newest();
        let rotated = KeysRotated {
            keys: newest.lines(),
            secrets: secrets as u64,
            passphrase_changed: new.is_some(),
        };
        let ledger_seq = self.note(who, rotated, Vec::new(), now).await?;
        self.keys.write(&newest, new.as_ref().or(self.sealing()?))?;
        Ok(Rotated {
            keys: newest.lines(),
            secrets,
            ledger_seq,
        })
    }

    /// The ring with a new generation of every key beside the old ones; kept so.
    pub(super) fn grow(&self, now: Instant) -> Result<Ring, BankError> {
        let grown = self.keys.ring()?.with_new_generations(now)?;
        self.keys.write(&grown, self.sealing()?)?;
        Ok(grown)
    }

    /// Every standing secret under the newest generation, all in one transaction.
    pub(super) async fn rewrap_all(&self, ring: &Ring) -> Result<usize, BankError> {
        let mut rewrapped: Vec<(i64, WrappedSecret)> = Vec::new();
        for row in self.store.secrets().await? {
            if row.ending.is_none() {
                let secret = ring.unwrap(&row.scope, &row.wrapped)?;
                let wrapped = ring.wrap(&row.wrapped.key, &row.scope, &secret)?;
                rewrapped.push((row.id, wrapped));
            }
        }
        self.store.rewrap_secrets(&rewrapped).await?;
        Ok(rewrapped.len())
    }

    /// The passphrase that the ring is under today, if any.
    fn sealing(&self) -> Result<Option<&Passphrase>, BankError> {
        Ok(match self.keys.sealed()? {
            true => self.keys.passphrase(),
            false => None,
        })
    }

    /// Seals the same ring under another passphrase, or for the first time under one.
    pub async fn change_passphrase(
        self,
        who: &str,
        new: &Passphrase,
        now: Instant,
    ) -> Result<i64, BankError> {
        new.may_be_chosen()?;
        let _alone = self.alone()?;
        let ring = self.keys.ring()?;
        let changed = PassphraseChanged {
            sealed_before: self.keys.sealed()?,
        };
        let seq = self.note(who, changed, Vec::new(), now).await?;
        self.keys.write(ring, Some(new))?;
        Ok(seq)
    }

    /// Makes a key that profiles may name. Returns the ledger's entry.
    pub async fn add_key(self, name: &str, who: &str, now: Instant) -> Result<i64, BankError> {
        check_name(name)?;
        let _alone = self.alone()?;
        let ring = self.keys.ring()?;
        if ring.generation(name).is_some() {
            return Err(BankError::keys(
                format!("鍵「{name}」はもうあります"),
                format!("the key '{name}' is there already"),
            ));
        }
        let ring = ring.with_key(name, now)?;
        let added = KeyAdded {
            key: name.to_owned(),
        };
        let seq = self.note(who, added, Vec::new(), now).await?;
        self.keys.write(&ring, self.sealing()?)?;
        Ok(seq)
    }

    /// Every wrapping key of the bank. More than one generation of a key: a rotation did not end.
    pub fn wrapping_keys(&self) -> Result<Vec<KeyLine>, BankError> {
        Ok(self.keys.ring()?.lines())
    }

    /// Whether a passphrase seals the bank's keys.
    pub fn keys_sealed(&self) -> Result<bool, BankError> {
        self.keys.sealed()
    }
}

fn check_name(name: &str) -> Result<(), BankError> {
    let holds = !name.trim().is_empty()
        && name != BANK
        && name.chars().count() <= NAME_MAX
        && !name.chars().any(char::is_control);
    if holds {
        return Ok(());
    }
    Err(BankError::usage(
        format!("鍵の名前は {NAME_MAX} 文字まで、空や {BANK}、制御文字は使えません"),
        format!(
            "a key's name has up to {NAME_MAX} characters, none of them a control character, and is not '{BANK}'"
        ),
    ))
}
