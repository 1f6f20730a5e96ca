//! Files that only the bank's account may read: made new, or replaced in one step.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use crate::error::BankError;

/// Refuses to replace a file that exists.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), BankError> {
    write(path, bytes).map_err(|e| BankError::file(path, e))
}

/// The whole file or the one before it, whatever happens in between. `beside` is a name in the same
/// folder; what an interrupted replacement left there is written over.
pub(super) fn replace(path: &Path, beside: &Path, bytes: &[u8]) -> Result<(), BankError> {
    let step = || -> io::Result<()> {
        match fs::remove_file(beside) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => write(beside, bytes)?,
        }
        fs::rename(beside, path)?;
        File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    step().map_err(|e| BankError::file(path, e))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
