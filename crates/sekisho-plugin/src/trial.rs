//! What one compilation may cost, and who tries it first: a process of its own, which ends where its
//! limits do, before this one compiles the same bytes.

use crate::engine::Engines;
use crate::load::LoadError;

/// What a compiler may take for a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Of processor time.
    pub seconds: u64,
    /// Of address space.
    pub bytes: u64,
}

/// Seconds for any component, and for each MiB of one. An unoptimised build of the compiler takes
/// five times as long as an optimised one.
const SECONDS: u64 = 5;
const SECONDS_PER_MIB: u64 = if cfg!(debug_assertions) { 60 } else { 15 };
/// For the process as it starts, and for each byte of a component.
const BYTES: u64 = 2 << 30;
const BYTES_PER_BYTE: u64 = 256;

impl Cost {
    /// In proportion to what was looked at: a few bytes never earn minutes.
    pub fn of(component: &[u8]) -> Self {
        let bytes = component.len() as u64;
        Self {
            seconds: SECONDS + (bytes * SECONDS_PER_MIB).div_ceil(1 << 20),
            bytes: BYTES + bytes * BYTES_PER_BYTE,
        }
    }
}

/// Compiles a component elsewhere, within a cost. `Err`: it does not come out, or costs more.
pub type Trial = fn(&[u8], Cost) -> Result<(), LoadError>;

impl Engines {
    /// The trial itself: what the other process does with the bytes.
    pub fn compiles(&self, component: &[u8]) -> Result<(), LoadError> {
        self.compiled(component).map(|_| ())
    }
}
