//! Where a passphrase comes from, at the rim: a file that was named, or the environment. Nobody is
//! ever asked at a prompt, so that the same line works in a script and at a terminal.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sekisho_bank::keys::Passphrase;

use crate::show::Ended;

const VARIABLE: &str = "SEKISHO_PASSPHRASE";
const NEW: &str = "SEKISHO_NEW_PASSPHRASE";

static KEY_FILE: OnceLock<Option<PathBuf>> = OnceLock::new();

/// Remembers `--key-file`, which stands before or after any command.
pub fn named(file: Option<PathBuf>) {
    let _ = KEY_FILE.set(file);
}

/// The passphrase of the bank's keys: `--key-file`, else `SEKISHO_PASSPHRASE`; none when neither is
/// given.
pub fn given() -> Result<Option<Passphrase>, Ended> {
    of(KEY_FILE.get().and_then(Option::as_deref), VARIABLE)
}

/// The passphrase to seal with from now on: `--new-key-file`, else `SEKISHO_NEW_PASSPHRASE`.
pub fn new(file: Option<&Path>) -> Result<Option<Passphrase>, Ended> {
    of(file, NEW)
}

fn of(file: Option<&Path>, variable: &str) -> Result<Option<Passphrase>, Ended> {
    use std::os::unix::ffi::OsStringExt as _;
    let found = match (file, std::env::var_os(variable)) {
        (Some(file), _) => Some(Passphrase::of_file(file)?),
        (None, Some(words)) => Some(Passphrase::new(words.into_vec())?),
        (None, None) => None,
    };
    Ok(found)
}
