//! Locks between the commands that work on one bank. Nobody waits for one without end: who holds it
//! too long is named.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use sekisho_store::{holder, own};

use crate::error::BankError;

/// How long a lock is waited for.
const SECONDS: u64 = 30;
const STEP: Duration = Duration::from_millis(100);

/// The file of a lock, made where it is not there.
pub(crate) fn file(path: &Path) -> Result<File, BankError> {
    own::lock_file(path).map_err(|e| BankError::file(path, e))
}

/// Holds the lock beside others who share it, as soon as nobody holds it alone.
pub(crate) fn shared(path: &Path) -> Result<File, BankError> {
    let file = file(path)?;
    let tries = SECONDS * 1000 / STEP.as_millis() as u64;
    for _ in 0..tries {
        match file.try_lock_shared() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(STEP),
            Err(TryLockError::Error(e)) => return Err(BankError::file(path, e)),
        }
    }
    Err(BankError::Gate(holder::text(
        &holder::holders([path]),
        SECONDS,
    )))
}

/// Who holds it, as a part of a sentence; empty where the machine does not tell.
pub(crate) fn named(path: &Path) -> String {
    let holders = holder::holders([path]);
    let named: Vec<String> = holders.iter().map(ToString::to_string).collect();
    named.join(", ")
}
