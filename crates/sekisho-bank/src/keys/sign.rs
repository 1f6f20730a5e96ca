//! Signing keys: a bank's own, a reviewer's.

use std::fs;
use std::path::{Path, PathBuf};

use ed25519_dalek::{Signer as _, SigningKey, Verifier as _, VerifyingKey};
use sekisho_model::digest::{hex, unhex};
use zeroize::Zeroizing;

use super::file;
use super::random::random;
use super::secret_file;
use crate::error::BankError;
use crate::outlet;

const PRIVATE: &str = "sekisho-key-1 ed25519 ";
const PUBLIC: &str = "sekisho-pub-1 ed25519 ";
/// Bytes; a key is one line.
const LINE_MAX: usize = 4096;

/// An ed25519 key pair in a file of its own: `FILE` (mode 0600) and `FILE.pub`.
pub struct SignKey(SigningKey);

impl SignKey {
    pub fn generate() -> Result<Self, BankError> {
        Ok(Self(SigningKey::from_bytes(&*random()?)))
    }

    /// Writes both files; refuses to replace a key that exists.
    pub fn write(&self, path: &Path) -> Result<PathBuf, BankError> {
        outlet::outside(path)?;
        let line = Zeroizing::new(format!("{PRIVATE}{}\n", hex(self.0.as_bytes())));
        file::write_new(path, line.as_bytes())?;
        self.write_public(path)
    }

    pub fn read(path: &Path) -> Result<Self, BankError> {
        let bytes = read_key_line(path, PRIVATE)?;
        Ok(Self(SigningKey::from_bytes(&bytes)))
    }

    pub(super) fn of_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    pub(super) fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// Writes the public half alone.
    pub(super) fn write_public(&self, path: &Path) -> Result<PathBuf, BankError> {
        let public = public_path(path);
        fs::write(&public, format!("{PUBLIC}{}\n", self.public()))
            .map_err(|e| BankError::file(&public, e))?;
        Ok(public)
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
    Ok(hex(&*read_key_line(path, PUBLIC)?))
}

/// True iff `signature` (hex) over `message` was made by the holder of `public` (hex).
pub fn signature_holds(public: &str, signature: &str, message: &[u8]) -> bool {
    let key = unhex(public)
        .and_then(|b| b.try_into().ok())
        .and_then(|b: [u8; 32]| VerifyingKey::from_bytes(&b).ok());
    let signature = unhex(signature).and_then(|b| ed25519_dalek::Signature::from_slice(&b).ok());
    matches!((key, signature), (Some(key), Some(signature)) if key.verify(message, &signature).is_ok())
}

fn public_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}

fn read_key_line(path: &Path, prefix: &str) -> Result<Zeroizing<[u8; 32]>, BankError> {
    let text = match prefix {
        PRIVATE => secret_file::read(path, LINE_MAX)?,
        _ => Zeroizing::new(fs::read(path).map_err(|e| BankError::file(path, e))?),
    };
    let bytes = std::str::from_utf8(&text)
        .ok()
        .and_then(|text| text.trim_end().strip_prefix(prefix))
        .and_then(unhex)
        .and_then(|b| b.try_into().ok());
    let bytes = bytes.ok_or_else(|| BankError::NotAKey {
        file: path.display().to_string(),
    });
    bytes.map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

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
