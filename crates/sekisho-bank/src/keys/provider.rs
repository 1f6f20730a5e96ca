//! Who holds the keys that wrap secrets. The local file is one; a key service would be another.

use sekisho_store::WrappedSecret;
use zeroize::Zeroizing;

use super::random::random;
use crate::error::BankError;

/// 256 random bits that everything of a scope derives from. Wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    pub(super) fn draw() -> Result<Self, BankError> {
        Ok(Self(random()?))
    }

    pub(super) fn of(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl std::ops::Deref for Secret {
    type Target = [u8; 32];

    fn deref(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Wraps and opens secrets by the name of a key. It never hands a key out.
pub trait KeyProvider {
    /// The newest generation of this key; None when there is no such key.
    fn generation(&self, key: &str) -> Option<u32>;

    /// Wraps under the newest generation. Opens for this scope only.
    fn wrap(&self, key: &str, scope: &str, secret: &Secret) -> Result<WrappedSecret, BankError>;

    /// Fails when the key is unknown, the scope another, or a byte was changed.
    fn unwrap(&self, scope: &str, wrapped: &WrappedSecret) -> Result<Secret, BankError>;
}
