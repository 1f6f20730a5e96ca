//! A passphrase, and what it seals: Argon2id makes the key, XChaCha20-Poly1305 seals.
//!
//! The cost lies beside what is sealed, so that a bank founded years ago opens with its own.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sekisho_model::digest::{hex, unhex};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::random::random;
use super::secret_file;
use crate::error::BankError;

/// Bytes; a longer passphrase is no passphrase but the wrong file.
const LENGTH_MAX: usize = 1024;
/// Of a passphrase that is chosen now: NIST SP 800-63B asks for 15 of one that stands alone; Argon2id
/// makes each guess cost 64 MiB, and the file must be had first.
const CHARACTERS_MIN: usize = 12;

/// What a person keeps in mind or in a file of its own. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(Zeroizing<Vec<u8>>);

/// What making one key costs. A file that asks for more than `within_reason` is not opened: it would
/// take the machine's memory before its seal is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

/// Bytes under a passphrase, as they stand in a key file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SealedByPassphrase {
    kdf: Kdf,
    cost: Cost,
    /// Hex.
    salt: String,
    nonce: String,
    bytes: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kdf {
    Argon2id,
}

impl Cost {
    /// RFC 9106, the second recommended option's memory and passes with one lane; above the minimum
    /// of OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes).
    pub const STANDARD: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };

    /// At most 1 GiB, 32 passes, 16 lanes.
    fn within_reason(self) -> bool {
        self.memory_kib <= 1 << 20 && self.passes <= 32 && self.lanes <= 16
    }
}

impl Passphrase {
    /// Refuses an empty one, or one of blanks.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<Self, BankError> {
        let bytes = Zeroizing::new(bytes.into());
        if bytes.trim_ascii().is_empty() {
            return Err(BankError::usage(
                "合言葉が空です。SEKISHO_PASSPHRASE か --key-file のファイルに書いてください",
                "the passphrase is empty; put one into SEKISHO_PASSPHRASE or into the file of --key-file",
            ));
        }
        if bytes.len() > LENGTH_MAX {
            return Err(BankError::usage(
                format!("合言葉が {LENGTH_MAX} バイトを超えています。別のファイルではありませんか"),
                format!("the passphrase is longer than {LENGTH_MAX} bytes; is it another file?"),
            ));
        }
        Ok(Self(bytes))
    }

    /// Whether somebody may choose it now. One that was chosen before opens what it sealed,
    /// however short.
    pub fn may_be_chosen(&self) -> Result<(), BankError> {
        let text = String::from_utf8_lossy(&self.0);
        if text.trim().chars().count() >= CHARACTERS_MIN {
            return Ok(());
        }
        Err(BankError::usage(
            format!(
                "新しい合言葉は {CHARACTERS_MIN} 文字以上にしてください（語をいくつか並べると覚えやすい）"
            ),
            format!(
                "a new passphrase has at least {CHARACTERS_MIN} characters; several words are easy to remember"
            ),
        ))
    }

    /// The whole file, without the line end at its end. Refuses one that others can read.
    pub fn of_file(path: &Path) -> Result<Self, BankError> {
        let bytes = secret_file::read(path, LENGTH_MAX + 2)?;
        let text = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
        Self::new(text.strip_suffix(b"\r").unwrap_or(text))
    }

    /// Seals with a new salt. `what` is bound to it: sealed bytes open as nothing else.
    pub(super) fn seal(
        &self,
        cost: Cost,
        what: &str,
        bytes: &[u8],
    ) -> Result<SealedByPassphrase, BankError> {
        let (salt, nonce) = (random::<16>()?, random::<24>()?);
        let payload = Payload {
            msg: bytes,
            aad: &aad(what, cost, &salt[..]),
        };
        let sealed = self
            .cipher(cost, &salt[..])?
            .encrypt(XNonce::from_slice(&nonce[..]), payload)
            .map_err(|_| BankError::Key)?;
        Ok(SealedByPassphrase {
            kdf: Kdf::Argon2id,
            cost,
            salt: hex(&salt[..]),
            nonce: hex(&nonce[..]),
            bytes: hex(&sealed),
        })
    }

    /// None: another passphrase, or bytes that were changed.
    pub(super) fn open(
        &self,
        what: &str,
        sealed: &SealedByPassphrase,
    ) -> Option<Zeroizing<Vec<u8>>> {
        if !sealed.cost.within_reason() {
            return None;
        }
        let (salt, nonce) = (unhex(&sealed.salt)?, unhex(&sealed.nonce)?);
        let bytes = unhex(&sealed.bytes)?;
        let payload = Payload {
            msg: &bytes,
            aad: &aad(what, sealed.cost, &salt),
        };
        let nonce: [u8; 24] = nonce.try_into().ok()?;
        let cipher = self.cipher(sealed.cost, &salt).ok()?;
        let opened = cipher.decrypt(XNonce::from_slice(&nonce), payload).ok()?;
        Some(Zeroizing::new(opened))
    }

    fn cipher(&self, cost: Cost, salt: &[u8]) -> Result<XChaCha20Poly1305, BankError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))
            .map_err(|_| BankError::Key)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(&self.0, salt, &mut key[..])
            .map_err(|_| BankError::Key)?;
        Ok(XChaCha20Poly1305::new((&*key).into()))
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

fn aad(what: &str, cost: Cost, salt: &[u8]) -> Vec<u8> {
    let cost = [cost.memory_kib, cost.passes, cost.lanes].map(u32::to_be_bytes);
    [what.as_bytes(), b"\0", cost.as_flattened(), salt].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weak: for tests, and so that they see that the cost is the file's.
    const LIGHT: Cost = Cost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    fn words(text: &str) -> Passphrase {
        Passphrase::new(text).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_for_its_passphrase_and_its_purpose_only() {
        let sealed = words("正しい馬").seal(LIGHT, "keys", b"secret").unwrap();
        assert_eq!(
            &words("正しい馬").open("keys", &sealed).unwrap()[..],
            b"secret"
        );
        assert!(words("正しい鹿").open("keys", &sealed).is_none());
        assert!(words("正しい馬").open("other", &sealed).is_none());
    }

    #[test]
    fn a_changed_cost_salt_nonce_or_byte_opens_nothing() {
        let one = words("w").seal(LIGHT, "keys", b"secret").unwrap();
        let turn = |hex: &str| {
            let first = if hex.starts_with('0') { "1" } else { "0" };
            format!("{first}{}", &hex[1..])
        };
        let mut changed = [
            one.clone(),
            one.clone(),
            one.clone(),
            one.clone(),
            one.clone(),
        ];
        changed[0].cost.passes = 2;
        changed[1].salt = turn(&one.salt);
        changed[2].nonce = turn(&one.nonce);
        changed[3].bytes = turn(&one.bytes);
        changed[4].bytes.truncate(8);
        for sealed in &changed {
            assert!(words("w").open("keys", sealed).is_none());
        }
    }

    #[test]
    fn a_file_that_asks_for_all_memory_is_not_opened() {
        let mut sealed = words("w").seal(LIGHT, "keys", b"secret").unwrap();
        sealed.cost.memory_kib = u32::MAX;
        assert!(words("w").open("keys", &sealed).is_none());
    }

    #[test]
    fn an_empty_passphrase_is_none_and_a_file_ends_at_its_line() {
        for empty in ["", " ", "\n"] {
            assert!(Passphrase::new(empty).is_err());
        }
        assert!(Passphrase::new("x".repeat(LENGTH_MAX + 1)).is_err());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("words");
        sekisho_store::own::create(&file).unwrap();
        for text in ["two words", "two words\n", "two words\r\n"] {
            std::fs::write(&file, text).unwrap();
            assert_eq!(Passphrase::of_file(&file).unwrap(), words("two words"));
        }
        std::fs::write(&file, "\n").unwrap();
        assert!(Passphrase::of_file(&file).is_err());
        assert_eq!(format!("{:?}", words("two words")), "Passphrase(…)");
    }

    #[test]
    fn twelve_characters_are_counted_as_people_count_them() {
        for short in ["eleven char", "十一文字の合言葉です。", "  twelve?   \t "] {
            assert!(words(short).may_be_chosen().is_err(), "{short}");
        }
        for long in [
            "twelve chars",
            "正しい馬と電池とホチキス",
            "\u{1f511} 🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑",
        ] {
            assert!(words(long).may_be_chosen().is_ok(), "{long}");
        }
        let bytes = Passphrase::new(vec![0xff; 12]).unwrap();
        assert!(bytes.may_be_chosen().is_ok());
    }
}
