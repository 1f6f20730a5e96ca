//! Which files an ingest reads, in which order.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sekisho_exchange::fhir::read::Layout;
use sekisho_model::Digest;
use sekisho_model::source::Source;
use sha2::{Digest as _, Sha256};

use crate::error::BankError;

/// A file to read.
pub(super) struct Found {
    pub path: PathBuf,
    /// Without its folder, behind the name of its source: what is told of it is told of both.
    pub name: String,
    pub bytes: u64,
    pub layout: Layout,
    /// By which of the caller's paths it was found.
    pub path_of: usize,
    /// Found in a folder, not named by the caller: it may be no FHIR at all.
    pub walked: bool,
}

/// Folders deeper than this are a loop, and said to be one.
const DEPTH_MAX: usize = 16;

pub(super) fn files_under(paths: &[PathBuf], source: &Source) -> Result<Vec<Found>, BankError> {
    let mut found = Vec::new();
    for (path_of, path) in paths.iter().enumerate() {
        let kind = std::fs::metadata(path).map_err(|error| BankError::file(path, error))?;
        if kind.is_dir() {
            walk(path, (path_of, 0), &mut found).map_err(|error| BankError::file(path, error))?;
        } else {
            // A file that was named is read whatever its name; lines are the safe guess.
            let layout = Layout::of(path).unwrap_or(Layout::Lines);
            found.push(Found {
                path: path.clone(),
                name: name_of(path),
                bytes: kind.len(),
                layout,
                path_of,
                walked: false,
            });
        }
    }
    if !source.is_default() {
        for file in &mut found {
            file.name = format!("{source}/{}", file.name);
        }
    }
    Ok(found)
}

fn walk(folder: &Path, (path_of, depth): (usize, usize), found: &mut Vec<Found>) -> io::Result<()> {
    let mut entries = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    for path in entries {
        let kind = std::fs::metadata(&path)?;
        if kind.is_dir() {
            if depth == DEPTH_MAX {
                let what =
                    format!("folders lie deeper than {DEPTH_MAX} in it: a link that leads back?");
                return Err(io::Error::other(what));
            }
            walk(&path, (path_of, depth + 1), found)?;
        } else if let (true, Some(layout)) = (kind.is_file(), Layout::of(&path)) {
            found.push(Found {
                name: name_of(&path),
                bytes: kind.len(),
                path,
                layout,
                path_of,
                walked: true,
            });
        }
    }
    Ok(())
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Over the bytes as they lie, so that a renamed file is the same file.
pub(super) fn digest_of_file(path: &Path) -> io::Result<Digest> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Digest(hasher.finalize().into())),
            read => hasher.update(&buffer[..read]),
        }
    }
}
