//! The local provider: every key of the bank on one ring, kept as one file.
//!
//! One file, because then every change of it is one rename: there is no moment at which a half of
//! the keys is sealed by another passphrase than the rest.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sekisho_model::Instant;
use sekisho_model::book::KeyLine;
use sekisho_model::digest::{hex, unhex};
use sekisho_store::WrappedSecret;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use super::provider::{KeyProvider, Secret};
use super::random::random;
use super::sign::SignKey;
use crate::error::BankError;

/// The bank's own wrapping key; no key that is added may be called so.
pub const BANK: &str = "bank";
const RECORDS: &str = "records";

/// The signing key and all wrapping keys, older generations before newer ones.
pub struct Ring {
    pub(crate) signing: SignKey,
    keys: Vec<WrapKey>,
    /// What the records of deliveries are sealed by. No generation of it is ever dropped.
    records: Vec<WrapKey>,
}

#[derive(Clone)]
struct WrapKey {
    name: String,
    generation: u32,
    made: Instant,
    key: Secret,
}

/// The ring as text, while it is written or read.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RingText {
    sign: String,
    keys: Vec<KeyText>,
    records: Vec<KeyText>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyText {
    name: String,
    generation: u32,
    made: i64,
    key: String,
}

impl Drop for RingText {
    fn drop(&mut self) {
        self.sign.zeroize();
        let all = self.keys.iter_mut().chain(&mut self.records);
        all.for_each(|key| key.key.zeroize());
    }
}

impl Ring {
    /// A new signing key and the first generation of the bank's own.
    pub(super) fn new(now: Instant) -> Result<Self, BankError> {
        let mut ring = Self {
            signing: SignKey::generate()?,
            keys: Vec::new(),
            records: Vec::new(),
        };
        ring.grow(BANK, now)?;
        ring.grow_records(now)?;
        Ok(ring)
    }

    fn grow_records(&mut self, now: Instant) -> Result<(), BankError> {
        let last = self.records.iter().map(|key| key.generation).max();
        self.records.push(WrapKey {
            name: RECORDS.to_owned(),
            generation: last.unwrap_or(0) + 1,
            made: now,
            key: Secret::draw()?,
        });
        Ok(())
    }

    /// What records are sealed by: of this generation, or the newest with its number.
    pub(super) fn record_secret(&self, generation: Option<u32>) -> Option<(u32, Secret)> {
        let of = self.records.iter();
        let found = of
            .filter(|key| generation.is_none_or(|wanted| wanted == key.generation))
            .max_by_key(|key| key.generation)?;
        Some((found.generation, found.key.clone()))
    }

    /// A new generation of this key, or its first.
    fn grow(&mut self, name: &str, now: Instant) -> Result<(), BankError> {
        self.keys.push(WrapKey {
            name: name.to_owned(),
            generation: self.generation(name).unwrap_or(0) + 1,
            made: now,
            key: Secret::draw()?,
        });
        Ok(())
    }

    /// The same ring and a first generation of a named key.
    pub(super) fn with_key(&self, name: &str, now: Instant) -> Result<Self, BankError> {
        let mut ring = self.same();
        ring.grow(name, now)?;
        Ok(ring)
    }

    /// The same ring and a new generation of every key.
    pub(super) fn with_new_generations(&self, now: Instant) -> Result<Self, BankError> {
        let mut ring = self.same();
        let mut names: Vec<String> = self.keys.iter().map(|key| key.name.clone()).collect();
        names.sort_unstable();
        names.dedup();
        names.iter().try_for_each(|name| ring.grow(name, now))?;
        ring.grow_records(now)?;
        Ok(ring)
    }

    /// Only the newest generation of every key.
    pub(super) fn newest(&self) -> Self {
        let mut ring = self.same();
        ring.keys
            .retain(|key| self.generation(&key.name) == Some(key.generation));
        ring
    }

    fn same(&self) -> Self {
        Self {
            signing: SignKey::of_seed(&self.signing.seed()),
            keys: self.keys.clone(),
            records: self.records.clone(),
        }
    }

    /// Every wrapping key, as it may be told about.
    pub fn lines(&self) -> Vec<KeyLine> {
        let line = |key: &WrapKey| KeyLine {
            key: key.name.clone(),
            generation: key.generation,
            made: key.made,
        };
        self.keys.iter().map(line).collect()
    }

    pub(super) fn text(&self) -> RingText {
        let line = |key: &WrapKey| KeyText {
            name: key.name.clone(),
            generation: key.generation,
            made: key.made.0,
            key: hex(&key.key[..]),
        };
        RingText {
            sign: hex(&self.signing.seed()[..]),
            keys: self.keys.iter().map(line).collect(),
            records: self.records.iter().map(line).collect(),
        }
    }

    /// None when a key is not 32 bytes of hex, stands twice, or the bank's own is missing.
    pub(super) fn read(text: &RingText) -> Option<Self> {
        let key = |line: &KeyText| {
            Some(WrapKey {
                name: line.name.clone(),
                generation: line.generation,
                made: Instant(line.made),
                key: Secret::of(*bytes_of(&line.key)?),
            })
        };
        let ring = Self {
            signing: SignKey::of_seed(&*bytes_of(&text.sign)?),
            keys: text.keys.iter().map(key).collect::<Option<_>>()?,
            records: text.records.iter().map(key).collect::<Option<_>>()?,
        };
        let known: std::collections::BTreeSet<(&str, u32)> = ring
            .keys
            .iter()
            .map(|key| (key.name.as_str(), key.generation))
            .collect();
        let whole = known.len() == ring.keys.len()
            && ring.generation(BANK).is_some()
            && !ring.records.is_empty();
        whole.then_some(ring)
    }

    fn cipher(&self, key: &str, generation: u32) -> Option<XChaCha20Poly1305> {
        let found = self
            .keys
            .iter()
            .find(|k| k.name == key && k.generation == generation)?;
        Some(XChaCha20Poly1305::new((&*found.key).into()))
    }
}

impl KeyProvider for Ring {
    fn generation(&self, key: &str) -> Option<u32> {
        let of = self.keys.iter().filter(|k| k.name == key);
        of.map(|k| k.generation).max()
    }

    fn wrap(&self, key: &str, scope: &str, secret: &Secret) -> Result<WrappedSecret, BankError> {
        let generation = self.generation(key).ok_or_else(|| unknown(key))?;
        let cipher = self.cipher(key, generation).ok_or(BankError::Key)?;
        let nonce = random::<24>()?;
        let payload = Payload {
            msg: &secret[..],
            aad: &aad(key, generation, scope),
        };
        let sealed = cipher
            .encrypt(XNonce::from_slice(&nonce[..]), payload)
            .map_err(|_| BankError::Key)?;
        Ok(WrappedSecret {
            key: key.to_owned(),
            generation,
            bytes: [&nonce[..], &sealed].concat(),
        })
    }

    fn unwrap(&self, scope: &str, wrapped: &WrappedSecret) -> Result<Secret, BankError> {
        let (key, generation) = (wrapped.key.as_str(), wrapped.generation);
        let (nonce, sealed) = wrapped.bytes.split_at_checked(24).ok_or(BankError::Key)?;
        let payload = Payload {
            msg: sealed,
            aad: &aad(key, generation, scope),
        };
        let cipher = self
            .cipher(key, generation)
            .ok_or_else(|| match self.generation(key) {
                Some(_) => renewed(),
                None => unknown(key),
            })?;
        let opened = cipher
            .decrypt(XNonce::from_slice(nonce), payload)
            .map_err(|_| BankError::Key)?;
        let opened = Zeroizing::new(opened);
        let secret: [u8; 32] = opened[..].try_into().map_err(|_| BankError::Key)?;
        Ok(Secret::of(secret))
    }
}

impl std::fmt::Debug for Ring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ring({} keys)", self.keys.len())
    }
}

/// A key that no ring of this bank has.
pub(super) fn unknown(key: &str) -> BankError {
    BankError::keys(
        format!(
            "鍵「{key}」はこの銀行に登録されていません。`sekisho bank keys BANK add \"{key}\"` で登録してください"
        ),
        format!(
            "this bank has no key '{key}'; `sekisho bank keys BANK add \"{key}\"` registers one"
        ),
    )
}

/// The vault is ahead of this ring: somebody rotated since it was read.
fn renewed() -> BankError {
    BankError::keys(
        "鍵がいま新しくなりました。もう一度実行してください。続けて出るなら BANK/keys/bank.key が古い控えです",
        "the keys were renewed just now; run it again. If it says so again, BANK/keys/bank.key is an old copy",
    )
}

fn aad(key: &str, generation: u32, scope: &str) -> Vec<u8> {
    let (key, scope) = (key.as_bytes(), scope.as_bytes());
    let length = (key.len() as u64).to_be_bytes();
    [
        b"sekisho secret 1\0",
        &length[..],
        key,
        &generation.to_be_bytes(),
        scope,
    ]
    .concat()
}

fn bytes_of(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = Zeroizing::new(unhex(text)?);
    Some(Zeroizing::new(bytes[..].try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> Ring {
        Ring::new(Instant(1)).unwrap()
    }

    #[test]
    fn a_wrapped_secret_opens_only_for_its_scope_key_and_generation() {
        let ring = ring().with_key("kms:a", Instant(2)).unwrap();
        let secret = Secret::draw().unwrap();
        let wrapped = ring.wrap("kms:a", "study:a", &secret).unwrap();
        assert_eq!(ring.unwrap("study:a", &wrapped).unwrap(), secret);
        assert!(ring.unwrap("study:b", &wrapped).is_err());
        let mut other = wrapped.clone();
        other.key = BANK.into();
        assert!(ring.unwrap("study:a", &other).is_err());
        let newer = ring.with_new_generations(Instant(3)).unwrap();
        assert_eq!(newer.unwrap("study:a", &wrapped).unwrap(), secret);
        assert!(newer.newest().unwrap("study:a", &wrapped).is_err());
        let mut cut = wrapped;
        cut.bytes.truncate(10);
        assert!(ring.unwrap("study:a", &cut).is_err());
    }

    #[test]
    fn a_ring_reads_as_it_was_written_and_tells_no_key() {
        let ring = ring().with_key("kms:a", Instant(2)).unwrap();
        let text = ring.text();
        let again = Ring::read(&text).unwrap();
        assert_eq!(again.lines(), ring.lines());
        assert_eq!(again.signing.public(), ring.signing.public());
        let told = format!("{ring:?} {:?}", ring.lines());
        assert!(text.keys.iter().all(|key| !told.contains(&key.key)));
        assert!(!told.contains(&text.sign));
        let mut twice = ring.text();
        twice.keys[1].name = BANK.into();
        assert!(Ring::read(&twice).is_none());
    }

    #[test]
    fn a_rotation_keeps_what_records_were_sealed_by() {
        let old = ring();
        let new = old.with_new_generations(Instant(2)).unwrap().newest();
        let (first, second) = (
            old.record_secret(None).unwrap(),
            new.record_secret(None).unwrap(),
        );
        assert_eq!((first.0, second.0), (1, 2));
        assert_ne!(first.1, second.1);
        assert_eq!(new.record_secret(Some(1)), Some(first));
        assert_eq!(new.record_secret(Some(3)), None);
    }

    #[test]
    fn what_no_ring_has_is_said_by_name() {
        let said = ring()
            .wrap("kms:b", "study:a", &Secret::draw().unwrap())
            .unwrap_err()
            .to_string();
        assert!(
            said.contains("kms:b") && said.contains("bank keys BANK add \"kms:b\""),
            "{said}"
        );
    }
}
