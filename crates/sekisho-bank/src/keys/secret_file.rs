//! A file that holds a secret: read only where nobody but its owner could have read it before.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::Path;

use zeroize::Zeroizing;

use crate::error::BankError;

const OTHERS: u32 = 0o077;
const ROOT: u32 = 0;

/// At most `length_max + 1` bytes of it, so that a longer one shows itself.
pub(crate) fn read(path: &Path, length_max: usize) -> Result<Zeroizing<Vec<u8>>, BankError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(length_max.min(1 << 16) + 1));
    let file = open(path)?;
    file.take(length_max as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| unreadable(path, &e))?;
    Ok(bytes)
}

/// Opened first, so that what is looked at is what is read.
fn open(path: &Path) -> Result<File, BankError> {
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    let about = file.metadata().map_err(|e| unreadable(path, &e))?;
    // A terminal or another device keeps nothing; a pipe without a name is its maker's alone.
    if about.file_type().is_char_device() {
        return Ok(file);
    }
    let mode = about.mode() & 0o777;
    if mode & OTHERS != 0 {
        return Err(open_to_others(path, mode));
    }
    match own_user() {
        Some(own) if ![own, ROOT].contains(&about.uid()) => Err(of_somebody_else(path)),
        _ => Ok(file),
    }
}

/// Whose process this is. A user who can't be told is held to the permissions alone.
fn own_user() -> Option<u32> {
    std::fs::metadata("/proc/self")
        .ok()
        .map(|about| about.uid())
}

fn unreadable(path: &Path, error: &io::Error) -> BankError {
    let path = path.display();
    BankError::usage(
        format!("鍵や合言葉のファイル {path} を読めません: {error}"),
        format!("the file {path}, of a key or a passphrase, can't be read: {error}"),
    )
}

fn open_to_others(path: &Path, mode: u32) -> BankError {
    let path = path.display();
    BankError::keys(
        format!(
            "{path} は持ち主以外も読めます（権限 {mode:04o}）。鍵や合言葉には使いません。`chmod 600 {path}` で閉じ、読まれたかもしれないなら新しいものに替えてください"
        ),
        format!(
            "others than its owner can read {path} (mode {mode:04o}), so it is used for no key and no passphrase; close it with `chmod 600 {path}`, and where somebody may have read it, make a new one"
        ),
    )
}

fn of_somebody_else(path: &Path) -> BankError {
    let path = path.display();
    BankError::keys(
        format!(
            "{path} は別の利用者のファイルで、その人が読めます。鍵や合言葉には使いません。自分のファイルに写し、権限を 0600 にしてください"
        ),
        format!(
            "{path} is another user's file, who can read it, so it is used for no key and no passphrase; copy it to a file of your own with mode 0600"
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_secret_that_others_can_read_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words");
        fs::write(&path, "a long passphrase").unwrap();
        for (mode, good) in [
            (0o600, true),
            (0o400, true),
            (0o640, false),
            (0o604, false),
            (0o660, false),
            (0o666, false),
        ] {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let read = read(&path, 100);
            assert_eq!(read.is_ok(), good, "{mode:o}");
            if let Err(error) = read {
                assert!(error.to_string().contains("chmod 600"), "{error}");
            }
        }
    }
}
