//! The ring as it is kept: `BANK/keys/bank.key`, opened when a key is first needed.
//!
//! Much of what a bank does needs no key (taking records in, consents, the ledger, counts); then
//! the file stays closed and nobody is asked for a passphrase.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sekisho_model::Instant;
use sekisho_store::own;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::file;
use super::passphrase::{Cost, Passphrase, SealedByPassphrase};
use super::ring::{Ring, RingText};
use super::secret_file;
use super::sign::read_public;
use crate::error::BankError;

const FORMAT: &str = "sekisho-keys-1";
/// Bytes; a ring of a thousand keys is smaller.
const LENGTH_MAX: usize = 1 << 20;

/// The bank's own keys, in `BANK/keys/`.
pub struct BankKeys {
    folder: PathBuf,
    passphrase: Option<Passphrase>,
    public: String,
    ring: OnceLock<Ring>,
}

/// `bank.key`: one of `sealed` and `open` is there.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    format: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed: Option<SealedByPassphrase>,
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<RingText>,
}

impl BankKeys {
    /// A new ring, sealed where there is a passphrase.
    pub fn create(
        bank: &Path,
        passphrase: Option<Passphrase>,
        now: Instant,
    ) -> Result<Self, BankError> {
        let folder = bank.join("keys");
        own::make_all(&folder).map_err(|e| BankError::file(&folder, e))?;
        let ring = Ring::new(now)?;
        ring.signing.write_public(&folder.join("sign.key"))?;
        let keys = Self {
            folder,
            passphrase,
            public: ring.signing.public(),
            ring: OnceLock::new(),
        };
        keys.write(&ring, keys.passphrase.as_ref())?;
        Ok(keys)
    }

    /// The keys of a bank that is there, still closed.
    pub fn of(bank: &Path, passphrase: Option<Passphrase>) -> Result<Self, BankError> {
        let folder = bank.join("keys");
        Ok(Self {
            public: read_public(&folder.join("sign.key.pub"))?,
            folder,
            passphrase,
            ring: OnceLock::new(),
        })
    }

    /// 64 hex digits: the key that the bank itself seals bundles with.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// Whether a passphrase is needed to open them.
    pub fn sealed(&self) -> Result<bool, BankError> {
        Ok(self.read()?.sealed.is_some())
    }

    /// The keys themselves; the file is opened on first use.
    pub fn ring(&self) -> Result<&Ring, BankError> {
        if self.ring.get().is_none() {
            // Of two that open it at the same time, either will do.
            let _ = self.ring.set(self.opened()?);
        }
        self.ring.get().ok_or(BankError::Key)
    }

    fn opened(&self) -> Result<Ring, BankError> {
        let file = self.read()?;
        let text = match (&file.open, &file.sealed, &self.passphrase) {
            (Some(text), None, _) => return self.belonging(Ring::read(text)),
            (None, Some(_), None) => return Err(no_passphrase()),
            (None, Some(sealed), Some(passphrase)) => passphrase.open(FORMAT, sealed),
            _ => return Err(self.damaged()),
        };
        let text = text.ok_or_else(|| wrong_passphrase(&self.path()))?;
        let text: RingText = serde_json::from_slice(&text).map_err(|_| self.damaged())?;
        self.belonging(Ring::read(&text))
    }

    /// The public half beside the file is what bundles are checked by: it must be of the same ring.
    fn belonging(&self, ring: Option<Ring>) -> Result<Ring, BankError> {
        ring.filter(|ring| ring.signing.public() == self.public)
            .ok_or_else(|| self.damaged())
    }

    /// Replaces the file in one step: before it the old ring is kept, after it the new one.
    pub(super) fn write(
        &self,
        ring: &Ring,
        passphrase: Option<&Passphrase>,
    ) -> Result<(), BankError> {
        let text = ring.text();
        let file = match passphrase {
            None => KeyFile {
                format: FORMAT.into(),
                sealed: None,
                open: Some(text),
            },
            Some(passphrase) => {
                let plain = Zeroizing::new(serde_json::to_vec(&text).map_err(|_| BankError::Key)?);
                KeyFile {
                    format: FORMAT.into(),
                    sealed: Some(passphrase.seal(Cost::STANDARD, FORMAT, &plain)?),
                    open: None,
                }
            }
        };
        let bytes = Zeroizing::new(serde_json::to_vec(&file).map_err(|_| BankError::Key)?);
        file::replace(&self.path(), &self.folder.join("bank.key.new"), &bytes)
    }

    pub(super) fn passphrase(&self) -> Option<&Passphrase> {
        self.passphrase.as_ref()
    }

    fn read(&self) -> Result<KeyFile, BankError> {
        let path = self.path();
        let bytes = secret_file::read(&path, LENGTH_MAX)?;
        if bytes.len() > LENGTH_MAX {
            return Err(self.damaged());
        }
        let file: KeyFile = serde_json::from_slice(&bytes).map_err(|_| self.damaged())?;
        match (file.format.as_str(), &file.sealed, &file.open) {
            (FORMAT, Some(_), None) | (FORMAT, None, Some(_)) => Ok(file),
            _ => Err(self.damaged()),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.join("bank.key")
    }

    fn damaged(&self) -> BankError {
        let path = self.path().display().to_string();
        BankError::keys(
            format!("{path} はこの銀行の鍵ではないか、壊れています。控えから戻してください"),
            format!("{path} is not this bank's key file, or it is damaged; restore it from a copy"),
        )
    }
}

fn no_passphrase() -> BankError {
    BankError::usage(
        "この銀行の鍵は合言葉で封じてあります。SEKISHO_PASSPHRASE に合言葉を入れるか、--key-file に合言葉のファイルを指定してください",
        "this bank's keys are sealed by a passphrase; set SEKISHO_PASSPHRASE, or name a file that holds it with --key-file",
    )
}

fn wrong_passphrase(path: &Path) -> BankError {
    let path = path.display();
    BankError::keys(
        format!(
            "合言葉が違うか、{path} が書き換えられています。合言葉を確かめ、それでも開かなければ {path} を控えから戻してください"
        ),
        format!(
            "the passphrase is wrong, or {path} was changed; check the passphrase, and if it still doesn't open, restore {path} from a copy"
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn words(text: &str) -> Option<Passphrase> {
        Some(Passphrase::new(text).unwrap())
    }

    #[test]
    fn a_sealed_ring_opens_with_its_passphrase_only() {
        let bank = tempfile::tempdir().unwrap();
        let public = BankKeys::create(bank.path(), words("one two"), Instant(1))
            .unwrap()
            .public()
            .to_owned();
        let opened = BankKeys::of(bank.path(), words("one two")).unwrap();
        assert!(opened.sealed().unwrap());
        assert_eq!(opened.ring().unwrap().signing.public(), public);
        let closed = BankKeys::of(bank.path(), None).unwrap();
        let said = closed.ring().unwrap_err();
        assert!(matches!(said, BankError::Usage { .. }), "{said}");
        let wrong = BankKeys::of(bank.path(), words("one three")).unwrap();
        let said = wrong.ring().unwrap_err().to_string();
        assert!(said.contains("wrong") && !said.contains("three"), "{said}");
    }

    #[test]
    fn an_open_ring_says_so_and_lies_in_a_private_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let bank = tempfile::tempdir().unwrap();
        let keys = BankKeys::create(bank.path(), None, Instant(1)).unwrap();
        assert!(!keys.sealed().unwrap());
        assert!(keys.ring().is_ok());
        let mode = fs::metadata(keys.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn the_ring_of_another_bank_is_not_taken_for_this_ones() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let keys = BankKeys::create(one.path(), None, Instant(1)).unwrap();
        let other = BankKeys::create(two.path(), None, Instant(1)).unwrap();
        fs::copy(other.path(), keys.path()).unwrap();
        let again = BankKeys::of(one.path(), None).unwrap();
        assert!(again.ring().is_err());
        for text in ["", "{}", r#"{"format":"sekisho-keys-1"}"#] {
            fs::write(keys.path(), text).unwrap();
            assert!(BankKeys::of(one.path(), None).unwrap().ring().is_err());
        }
    }
}
