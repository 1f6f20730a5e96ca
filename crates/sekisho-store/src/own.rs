//! Folders and files that are the bank's account's alone: 0700 and 0600, whatever the umask.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

const FOLDER: u32 = 0o700;
const FILE: u32 = 0o600;
const OTHERS: u32 = 0o077;

/// A new folder.
pub fn make(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(FOLDER).create(path)?;
    fs::set_permissions(path, Permissions::from_mode(FOLDER))
}

/// The same where it, and what is above it, may be there already.
pub fn make_all(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return fs::set_permissions(path, Permissions::from_mode(FOLDER));
    }
    if let Some(above) = path.parent() {
        fs::create_dir_all(above)?;
    }
    make(path)
}

/// A new file.
pub fn create(path: &Path) -> io::Result<File> {
    let file = File::options()
        .write(true)
        .create_new(true)
        .mode(FILE)
        .open(path)?;
    file.set_permissions(Permissions::from_mode(FILE))?;
    Ok(file)
}

/// A file to hold a lock on, made where it is not there.
pub fn lock_file(path: &Path) -> io::Result<File> {
    let mut open = File::options();
    open.create(true).append(true).mode(FILE).open(path)
}

/// A file that is there.
pub fn close_off(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(FILE))
}

/// What others than the account can open of a bank's folder: the folder, what lies in it, its two
/// folders. What lies deeper is behind these.
pub fn open_to_others(bank: &Path) -> io::Result<Vec<PathBuf>> {
    let mut places = vec![bank.to_owned()];
    for entry in fs::read_dir(bank)? {
        places.push(entry?.path());
    }
    let open = |path: &PathBuf| {
        let found = path.symlink_metadata();
        found.is_ok_and(|m| !m.is_symlink() && m.permissions().mode() & OTHERS != 0)
    };
    places.retain(open);
    Ok(places)
}

/// Takes from everybody else what an earlier umask, or a hand, gave them of a bank's folder.
pub fn close_all_off(bank: &Path) -> io::Result<()> {
    for path in open_to_others(bank)? {
        let mode = if path.is_dir() { FOLDER } else { FILE };
        match fs::set_permissions(&path, Permissions::from_mode(mode)) {
            // A database's log goes when the last one who uses it does.
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            done => done?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_stood_open_is_closed_and_what_is_made_is_closed_from_the_start() {
        let home = std::env::temp_dir().join(format!("sekisho-own-{}", std::process::id()));
        let bank = home.join("above/bank");
        make_all(&bank).unwrap();
        create(&bank.join("a")).unwrap();
        lock_file(&bank.join("b")).unwrap();
        assert_eq!((mode(&bank), mode(&bank.join("a"))), (0o700, 0o600));
        assert_eq!(open_to_others(&bank).unwrap(), [""; 0].map(PathBuf::from));
        for (path, open) in [(bank.clone(), 0o755), (bank.join("a"), 0o644)] {
            fs::set_permissions(path, Permissions::from_mode(open)).unwrap();
        }
        assert_eq!(open_to_others(&bank).unwrap().len(), 2);
        close_all_off(&bank).unwrap();
        assert_eq!((mode(&bank), mode(&bank.join("a"))), (0o700, 0o600));
        fs::remove_dir_all(home).unwrap();
    }
}
