//! The folder in which a delivery is staged: the bank's alone until it stands at its destination.
//!
//! Folders 0700 and files 0600, whatever the umask. What they will be afterwards is what this
//! process would have made them: that is tried once, inside, where nobody else can look.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

const FOLDER: u32 = 0o700;
const FILE: u32 = 0o600;

/// The permissions that folders and files have once they are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Modes {
    folder: u32,
    file: u32,
}

/// Where the delivery of this permit to this destination is staged.
pub(crate) fn place(destination: &Path, permit: i64) -> PathBuf {
    let name = destination.file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let pid = std::process::id();
    super::parent_of(destination).join(format!(".{name}.sekisho-{pid}-{permit}"))
}

/// Whether this can be the name of a folder that `place` named: nothing else is ever swept.
pub(crate) fn is_place(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let Some((_, numbers)) = name.rsplit_once(".sekisho-") else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    name.starts_with('.')
        && numbers
            .split_once('-')
            .is_some_and(|(pid, permit)| digits(pid) && digits(permit))
}

/// A new folder for the bank alone.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(FOLDER).create(path)?;
    fs::set_permissions(path, Permissions::from_mode(FOLDER))
}

/// A new file for the bank alone.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    let file = File::options()
        .write(true)
        .create_new(true)
        .mode(FILE)
        .open(path)?;
    file.set_permissions(Permissions::from_mode(FILE))?;
    Ok(file)
}

impl Modes {
    /// What this process gives to folders and files, tried out in a folder of its own.
    pub fn of_process(inside: &Path) -> io::Result<Self> {
        let (folder, file) = (inside.join(".folder"), inside.join(".file"));
        fs::create_dir(&folder)?;
        File::create_new(&file)?;
        let mode =
            |path: &Path| Ok::<_, io::Error>(fs::metadata(path)?.permissions().mode() & 0o777);
        let modes = Self {
            folder: mode(&folder)?,
            file: mode(&file)?,
        };
        fs::remove_dir(&folder)?;
        fs::remove_file(&file)?;
        Ok(modes)
    }

    /// Gives everything below its permissions, and the folder itself last.
    pub fn give(self, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.give(&entry.path())?;
            } else if kind.is_file() {
                fs::set_permissions(entry.path(), Permissions::from_mode(self.file))?;
            }
        }
        fs::set_permissions(folder, Permissions::from_mode(self.folder))
    }

    /// As the ledger keeps them: `755 644`.
    pub fn words(self) -> String {
        format!("{:o} {:o}", self.folder, self.file)
    }

    pub fn read(words: &str) -> Option<Self> {
        let (folder, file) = words.split_once(' ')?;
        let mode = |text: &str| u32::from_str_radix(text, 8).ok().filter(|m| *m <= 0o777);
        Some(Self {
            folder: mode(folder)?,
            file: mode(file)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_staged_is_the_banks_alone_until_it_is_given_away() {
        let home = tempfile::tempdir().unwrap();
        let folder = place(&home.path().join("out"), 7);
        assert!(is_place(&folder) && !is_place(home.path()));
        make(&folder).unwrap();
        make(&folder.join("release")).unwrap();
        create(&folder.join("release/a")).unwrap();
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join("release")), 0o700);
        assert_eq!(mode(&folder.join("release/a")), 0o600);
        let modes = Modes::read("750 640").unwrap();
        assert_eq!(modes.words(), "750 640");
        modes.give(&folder).unwrap();
        assert_eq!(mode(&folder.join("release/a")), 0o640);
        assert_eq!(mode(&folder), 0o750);
        assert_eq!(Modes::read("7777 644"), None);
        let own = Modes::of_process(&folder).unwrap();
        assert!(own.file & 0o600 == 0o600 && own.folder & 0o700 == 0o700);
        assert_eq!(
            fs::read_dir(&folder).unwrap().count(),
            1,
            "nothing is left of the trial"
        );
    }
}
