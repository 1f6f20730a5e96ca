//! Randomness, for keys alone.

use zeroize::Zeroizing;

use crate::error::BankError;

#[expect(
    clippy::disallowed_methods,
    reason = "keys are made here; nothing below draws randomness"
)]
pub(super) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, BankError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut bytes[..]).map_err(|_| BankError::Key)?;
    Ok(bytes)
}

/// 32 random bytes for a key that stands alone.
pub(crate) fn random_key() -> Result<Zeroizing<[u8; 32]>, BankError> {
    random()
}
