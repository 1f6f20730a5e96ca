//! Where something may be put that leaves a bank: nowhere inside one. A delivery in the bank's own
//! folder would go into its backups, and a file there could take the place of one of the bank's.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use sekisho_store::{Part, own};

use crate::error::BankError;
use crate::release::parent_of;

/// Links that lead to links; the system itself follows no more.
const LINKS_MAX: usize = 40;

/// `Err` where the place lies in the folder of a bank or of a backup, by whatever way it is named.
pub fn outside(path: &Path) -> Result<(), BankError> {
    match bank_around(path)? {
        None => Ok(()),
        Some(bank) => Err(BankError::usage(
            format!(
                "{} は銀行（または控え）のフォルダー {} の中です。銀行の外を指定してください",
                path.display(),
                bank.display()
            ),
            format!(
                "{} lies in the folder of a bank or a backup, {}; name a place outside of it",
                path.display(),
                bank.display()
            ),
        )),
    }
}

/// The folder of the bank that the place lies in.
pub(crate) fn bank_around(path: &Path) -> Result<Option<PathBuf>, BankError> {
    let place = resolved(path, LINKS_MAX).map_err(|e| BankError::file(path, e))?;
    let is_bank = |folder: &&Path| Part::ALL.iter().all(|p| folder.join(p.file()).is_file());
    Ok(place.ancestors().find(is_bank).map(Path::to_owned))
}

/// A new file that only its owner reads, outside of every bank.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), BankError> {
    outside(path)?;
    let write = || own::create(path)?.write_all(bytes);
    write().map_err(|e| BankError::file(path, e))
}

/// The same where a file may stand already: it is replaced, so that nothing is written through
/// another name of it. What is no plain file (a pipe, a terminal) is written to.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), BankError> {
    outside(path)?;
    let file = |e| BankError::file(path, e);
    let place = resolved(path, LINKS_MAX).map_err(file)?;
    if place.exists() && !place.is_file() {
        return fs::write(&place, bytes).map_err(file);
    }
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let beside = parent_of(&place).join(format!(".{name}.new-{}", std::process::id()));
    let write = || -> io::Result<()> {
        own::create(&beside)?.write_all(bytes)?;
        fs::rename(&beside, &place)
    };
    write().map_err(|e| {
        let _ = fs::remove_file(&beside);
        file(e)
    })
}

/// The place itself, every link on the way followed; what is not there yet keeps its name.
fn resolved(path: &Path, links: usize) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    if let Ok(found) = fs::canonicalize(&path) {
        return Ok(found);
    }
    let Some(above) = path.parent() else {
        return Ok(path);
    };
    let last = path.components().next_back();
    match fs::read_link(&path) {
        Ok(_) if links == 0 => Err(io::Error::other("a link that leads to itself")),
        // A link to what is not there yet: it would be made where the link leads.
        Ok(target) => resolved(&above.join(target), links - 1),
        Err(_) => {
            let above = resolved(above, links)?;
            Ok(match last {
                Some(Component::ParentDir) => above.parent().map_or(above.clone(), Path::to_owned),
                Some(Component::Normal(name)) => above.join(name),
                _ => above,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_place_in_a_bank_is_known_by_whatever_way_it_is_named() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        fs::create_dir_all(at("bank/blobs")).unwrap();
        fs::create_dir(at("beside")).unwrap();
        for part in Part::ALL {
            fs::write(at("bank").join(part.file()), "").unwrap();
        }
        symlink(at("bank/blobs"), at("link")).unwrap();
        symlink("bank/not-there", at("dangling")).unwrap();
        symlink("ring", at("ring")).unwrap();
        for inside in [
            "bank",
            "bank/out",
            "bank/blobs/a/b/c",
            "link/out",
            "beside/../bank/out",
            "link/../out",
            "beside/not-there/../../bank/out",
            "dangling",
            "dangling/out",
        ] {
            assert!(outside(&at(inside)).is_err(), "{inside}");
        }
        for good in ["out", "beside/out", "bank/../out", "bank-2"] {
            assert!(outside(&at(good)).is_ok(), "{good}");
        }
        assert!(outside(&at("ring")).is_err());
    }

    #[test]
    fn nothing_is_written_through_another_name_of_a_file() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        fs::write(at("precious"), "kept").unwrap();
        fs::hard_link(at("precious"), at("out")).unwrap();
        replace(&at("out"), b"new").unwrap();
        assert_eq!(fs::read(at("precious")).unwrap(), b"kept");
        assert_eq!(fs::read(at("out")).unwrap(), b"new");
        assert!(write_new(&at("out"), b"again").is_err());
    }
}
