//! Keys: the bank's wrapping key, its signing key, the keyed functions of one scope.
//!
//! A scope's secret is random, kept in the vault wrapped by the bank key; pseudonyms, identifier
//! bits and date shifts derive from it and from nothing else. No key ever enters a transform.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_dalek::{Signer as _, SigningKey, Verifier as _, VerifyingKey};
use hmac::{Hmac, Mac as _};
use sekisho_model::digest::{hex, unhex};
use sekisho_model::identity::Subject;
use sekisho_model::transform::{Keyed, SiteKind};
use sha2::Sha256;

use crate::error::BankError;

const PRIVATE: &str = "sekisho-key-1 ed25519 ";
const PUBLIC: &str = "sekisho-pub-1 ed25519 ";

/// An ed25519 key pair in a file of its own: `FILE` (mode 0600) and `FILE.pub`.
pub struct SignKey(SigningKey);

impl SignKey {
    pub fn generate() -> Result<Self, BankError> {
        Ok(Self(SigningKey::from_bytes(&random()?)))
    }

    /// Writes both files; refuses to replace a key that exists.
    pub fn write(&self, path: &Path) -> Result<PathBuf, BankError> {
        write_private(
            path,
            format!("{PRIVATE}{}\n", hex(self.0.as_bytes())).as_bytes(),
        )?;
        let public = public_path(path);
        fs::write(&public, format!("{PUBLIC}{}\n", self.public()))
            .map_err(|e| BankError::file(&public, e))?;
        Ok(public)
    }

    pub fn read(path: &Path) -> Result<Self, BankError> {
        let bytes = read_key_line(path, PRIVATE)?;
        Ok(Self(SigningKey::from_bytes(&bytes)))
    }

    /// 64 hex digits.
    pub fn public(&self) -> String {
        hex(self.0.verifying_key().as_bytes())
    }

    /// 128 hex digits over the message.
    pub fn sign(&self, message: &[u8]) -> String {
        hex(&self.0.sign(message).to_bytes())
    }
}

/// The public half, from `FILE.pub`.
pub fn read_public(path: &Path) -> Result<String, BankError> {
    Ok(hex(&read_key_line(path, PUBLIC)?))
}

/// True iff `signature` (hex) over `message` was made by the holder of `public` (hex).
pub fn signature_holds(public: &str, signature: &str, message: &[u8]) -> bool {
    let key = unhex(public)
        .and_then(|b| b.try_into().ok())
        .and_then(|b: [u8; 32]| VerifyingKey::from_bytes(&b).ok());
    let signature = unhex(signature).and_then(|b| ed25519_dalek::Signature::from_slice(&b).ok());
    matches!((key, signature), (Some(key), Some(signature)) if key.verify(message, &signature).is_ok())
}

/// The bank's own keys, in `BANK/keys/`.
pub struct BankKeys {
    wrapping: [u8; 32],
    pub signing: SignKey,
}

impl BankKeys {
    pub fn create(bank: &Path) -> Result<Self, BankError> {
        let folder = bank.join("keys");
        fs::create_dir_all(&folder).map_err(|e| BankError::file(&folder, e))?;
        let wrapping: [u8; 32] = random()?;
        write_private(
            &folder.join("bank.key"),
            format!("sekisho-wrap-1 {}\n", hex(&wrapping)).as_bytes(),
        )?;
        let signing = SignKey::generate()?;
        signing.write(&folder.join("sign.key"))?;
        Ok(Self { wrapping, signing })
    }

    pub fn open(bank: &Path) -> Result<Self, BankError> {
        let folder = bank.join("keys");
        let wrapping = read_key_line(&folder.join("bank.key"), "sekisho-wrap-1 ")?;
        Ok(Self {
            wrapping,
            signing: SignKey::read(&folder.join("sign.key"))?,
        })
    }

    /// A new random secret for a scope, wrapped for the vault.
    pub fn new_secret(&self, scope: &str) -> Result<Vec<u8>, BankError> {
        let (secret, nonce): ([u8; 32], [u8; 24]) = (random()?, random()?);
        let payload = Payload {
            msg: &secret,
            aad: scope.as_bytes(),
        };
        let sealed = self
            .cipher()
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| BankError::Key)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// The keyed functions of the scope whose wrapped secret this is.
    pub fn open_scope(&self, scope: &str, wrapped: &[u8]) -> Result<ScopeKeys, BankError> {
        let (nonce, sealed) = wrapped.split_at_checked(24).ok_or(BankError::Key)?;
        let payload = Payload {
            msg: sealed,
            aad: scope.as_bytes(),
        };
        let secret = self
            .cipher()
            .decrypt(XNonce::from_slice(nonce), payload)
            .map_err(|_| BankError::Key)?;
        Ok(ScopeKeys::new(&secret))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&self.wrapping).into())
    }
}

/// The keyed functions of one scope. Each use has a key of its own below the scope's secret.
pub struct ScopeKeys {
    pseudonym: Hmac<Sha256>,
    bits: Hmac<Sha256>,
    shift: Hmac<Sha256>,
}

impl ScopeKeys {
    pub fn new(secret: &[u8]) -> Self {
        let below = |purpose: &[u8]| {
            keyed_state(
                &keyed_state(secret)
                    .chain_update(purpose)
                    .finalize()
                    .into_bytes(),
            )
        };
        Self {
            pseudonym: below(b"pseudonym"),
            bits: below(b"bits"),
            shift: below(b"shift"),
        }
    }
}

impl Keyed for ScopeKeys {
    fn pseudonym(&self, kind: SiteKind, subject: Subject, value: &[u8]) -> [u8; 32] {
        let mac = match kind {
            SiteKind::SubjectId => self
                .pseudonym
                .clone()
                .chain_update(b"subject\0")
                .chain_update(subject.0.to_be_bytes()),
            SiteKind::OtherId => self
                .pseudonym
                .clone()
                .chain_update(b"record\0")
                .chain_update(value),
            SiteKind::Value => self
                .pseudonym
                .clone()
                .chain_update(b"value\0")
                .chain_update(value),
        };
        let mut text = [0; 32];
        text.copy_from_slice(hex(&mac.finalize().into_bytes()[..16]).as_bytes());
        text
    }

    fn bits(&self, value: &[u8]) -> u128 {
        let mac = self
            .bits
            .clone()
            .chain_update(value)
            .finalize()
            .into_bytes();
        u128::from_be_bytes(mac[..16].try_into().expect("sixteen bytes"))
    }

    fn shift_days(&self, subject: Subject, days_max: u32) -> i32 {
        let mac = self
            .shift
            .clone()
            .chain_update(subject.0.to_be_bytes())
            .finalize()
            .into_bytes();
        let draw = u64::from_be_bytes(mac[..8].try_into().expect("eight bytes"));
        // 2·max outcomes without 0: −max … −1, 1 … max.
        let n = (draw % (2 * u64::from(days_max.max(1)))) as i32 - days_max as i32;
        if n >= 0 { n + 1 } else { n }
    }
}

fn keyed_state(key: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256> as hmac::Mac>::new_from_slice(key).expect("HMAC takes a key of any length")
}

#[expect(
    clippy::disallowed_methods,
    reason = "keys are made here; nothing below draws randomness"
)]
fn random<const N: usize>() -> Result<[u8; N], BankError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| BankError::Key)?;
    Ok(bytes)
}

fn public_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}

fn write_private(path: &Path, bytes: &[u8]) -> Result<(), BankError> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|e| BankError::file(path, e))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|e| BankError::file(path, e))
}

fn read_key_line(path: &Path, prefix: &str) -> Result<[u8; 32], BankError> {
    let text = fs::read_to_string(path).map_err(|e| BankError::file(path, e))?;
    let bytes = text
        .trim_end()
        .strip_prefix(prefix)
        .and_then(unhex)
        .and_then(|b| b.try_into().ok());
    bytes.ok_or_else(|| BankError::NotAKey {
        file: path.display().to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_is_constant_per_person_never_zero_and_within_bounds() {
        let keys = ScopeKeys::new(b"one scope");
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..20_000 {
            let shift = keys.shift_days(Subject(n), 180);
            assert!(shift != 0 && (-180..=180).contains(&shift));
            assert_eq!(shift, keys.shift_days(Subject(n), 180));
            seen.insert(shift);
        }
        assert_eq!(seen.len(), 360, "every allowed shift occurs");
    }

    #[test]
    fn another_scope_gives_other_names() {
        let (a, b) = (ScopeKeys::new(b"a"), ScopeKeys::new(b"b"));
        let name = |k: &ScopeKeys| k.pseudonym(SiteKind::SubjectId, Subject(1), b"");
        assert_ne!(name(&a), name(&b));
        assert_ne!(name(&a), a.pseudonym(SiteKind::SubjectId, Subject(2), b""));
        assert_eq!(
            name(&a),
            a.pseudonym(SiteKind::SubjectId, Subject(1), b"ignored"),
            "the value never matters"
        );
    }

    #[test]
    fn a_wrapped_secret_opens_only_for_its_scope() {
        let folder = tempfile::tempdir().unwrap();
        let keys = BankKeys::create(folder.path()).unwrap();
        let wrapped = keys.new_secret("study:a").unwrap();
        assert!(keys.open_scope("study:a", &wrapped).is_ok());
        assert!(keys.open_scope("study:b", &wrapped).is_err());
        let again = BankKeys::open(folder.path()).unwrap();
        let name = |k: &ScopeKeys| k.pseudonym(SiteKind::SubjectId, Subject(7), b"");
        let (one, two) = (
            keys.open_scope("study:a", &wrapped).unwrap(),
            again.open_scope("study:a", &wrapped).unwrap(),
        );
        assert_eq!(name(&one), name(&two));
    }

    #[test]
    fn a_signature_holds_for_its_message_and_key_only() {
        let (a, b) = (SignKey::generate().unwrap(), SignKey::generate().unwrap());
        let signature = a.sign(b"digest");
        assert!(signature_holds(&a.public(), &signature, b"digest"));
        assert!(!signature_holds(&a.public(), &signature, b"other"));
        assert!(!signature_holds(&b.public(), &signature, b"digest"));
        assert!(!signature_holds("zz", &signature, b"digest"));
    }
}
