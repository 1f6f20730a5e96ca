//! A delivery on its way: staged beside its destination, synced, then moved there in one step.
//!
//! `release/` is for the recipient, `record/` stays with the bank. A dropped staging leaves nothing.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use sekisho_gate::Sink;
use sekisho_model::Digest;
use sekisho_model::record::RecordHead;
use sekisho_model::transform::{TableHead, TableRow};
use serde::Serialize;
use sha2::Digest as _;

use crate::error::BankError;
use crate::keys::RecordSeal;
use crate::record::certificate::{digest_of, files_below};
use crate::record::lineage::Lineage;
use crate::record::{self, Record, pretty};

/// One delivered file, as the manifest lists it.
#[derive(Clone, Debug, Serialize)]
pub struct DeliveredFile {
    #[serde(rename = "type")]
    pub kind: String,
    pub file: String,
    pub count: u64,
    pub bytes: u64,
    pub sha256: Digest,
}

/// A folder beside the destination that becomes it, or vanishes.
pub(crate) struct Staging {
    staged: PathBuf,
    destination: PathBuf,
    files: BTreeMap<String, OutFile>,
    record: Record,
    /// `None`: this delivery may not be led back to people.
    lineage: Option<Lineage>,
    moved: bool,
}

struct OutFile {
    name: String,
    writer: BufWriter<File>,
    hasher: sha2::Sha256,
    count: u64,
    bytes: u64,
}

impl Staging {
    /// Refuses a destination that exists, or whose parent folder does not.
    /// `traced`: the record says of each line where it came from.
    pub(crate) fn beside(
        destination: &Path,
        seal: RecordSeal,
        traced: bool,
    ) -> Result<Self, BankError> {
        check_destination(destination)?;
        let parent = parent_of(destination);
        let name = destination
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let staged = parent.join(format!(".{name}.sekisho-{}", std::process::id()));
        let make = || -> io::Result<Record> {
            fs::create_dir(&staged)?;
            fs::create_dir(staged.join("release"))?;
            Record::below(&staged, seal)
        };
        match make() {
            Ok(record) => Ok(Self {
                staged,
                destination: destination.to_owned(),
                files: BTreeMap::new(),
                record,
                lineage: traced.then(Lineage::new),
                moved: false,
            }),
            Err(e) => {
                let _ = fs::remove_dir_all(&staged);
                Err(BankError::file(&staged, e))
            }
        }
    }

    /// The digests of everything in `release/` so far, by path there; `data` is not read again.
    pub fn release_digests(
        &self,
        data: &[DeliveredFile],
    ) -> Result<BTreeMap<String, Digest>, BankError> {
        let folder = self.staged.join("release");
        let known = |name: &str| data.iter().find(|f| f.file == name).map(|f| f.sha256);
        let read = || -> io::Result<BTreeMap<String, Digest>> {
            let mut digests = BTreeMap::new();
            for name in files_below(&folder)? {
                let digest = match known(&name) {
                    Some(digest) => digest,
                    None => digest_of(&folder.join(&name))?,
                };
                digests.insert(name, digest);
            }
            Ok(digests)
        };
        read().map_err(|e| BankError::file(&folder, e))
    }

    /// The data files so far, flushed and synced, in the order of their names.
    pub fn finish_data(&mut self) -> Result<Vec<DeliveredFile>, BankError> {
        if let Some(lineage) = &mut self.lineage {
            lineage.finish(&self.record)?;
        }
        self.close_data()
            .map_err(|e| BankError::file(&self.staged, e))
    }

    /// The bank's own evidence of this delivery.
    pub fn record(&self) -> &Record {
        &self.record
    }

    fn close_data(&mut self) -> io::Result<Vec<DeliveredFile>> {
        let mut list = Vec::new();
        for (kind, file) in &mut self.files {
            file.writer.flush()?;
            file.writer.get_ref().sync_all()?;
            list.push(DeliveredFile {
                kind: kind.clone(),
                file: file.name.clone(),
                count: file.count,
                bytes: file.bytes,
                sha256: Digest(std::mem::take(&mut file.hasher).finalize().into()),
            });
        }
        Ok(list)
    }

    /// A further file for the recipient, e.g. `manifest.json`.
    pub fn put(&self, name: &str, value: &impl Serialize) -> Result<(), BankError> {
        let path = self.staged.join("release").join(name);
        let bytes = pretty(value);
        let write = || -> io::Result<()> {
            let mut file = File::create(&path)?;
            file.write_all(&bytes)?;
            file.sync_all()
        };
        write().map_err(|e| BankError::file(&path, e))
    }

    /// The one step: the staged folder becomes the destination.
    pub fn publish(mut self) -> Result<(), BankError> {
        let step = || -> io::Result<()> {
            for folder in ["release", record::FOLDER, "."] {
                File::open(self.staged.join(folder))?.sync_all()?;
            }
            rename_new(&self.staged, &self.destination)?;
            File::open(parent_of(&self.destination))?.sync_all()
        };
        step().map_err(|e| BankError::file(&self.destination, e))?;
        self.moved = true;
        Ok(())
    }
}

impl Sink for Staging {
    fn write(&mut self, kind: &str, line: &[u8], source: &RecordHead) -> io::Result<()> {
        if !self.files.contains_key(kind) {
            let name = format!("{kind}.ndjson");
            let writer = BufWriter::with_capacity(
                1 << 16,
                File::create(self.staged.join("release").join(&name))?,
            );
            self.files.insert(
                kind.to_owned(),
                OutFile {
                    name,
                    writer,
                    hasher: sha2::Sha256::new(),
                    count: 0,
                    bytes: 0,
                },
            );
        }
        let file = self.files.get_mut(kind).expect("just inserted");
        file.writer.write_all(line)?;
        file.writer.write_all(b"\n")?;
        file.hasher.update(line);
        file.hasher.update(b"\n");
        file.count += 1;
        file.bytes += line.len() as u64 + 1;
        match &mut self.lineage {
            Some(lineage) => lineage.note(&self.record, (&file.name, file.count, kind), source),
            None => Ok(()),
        }
    }

    fn row(&mut self, _: &TableHead, _: TableRow<'_>, _: &RecordHead) -> io::Result<()> {
        Err(io::Error::other("tables have no writer"))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.moved {
            let _ = fs::remove_dir_all(&self.staged);
        }
    }
}

/// A destination must not exist and its parent must.
pub fn check_destination(destination: &Path) -> Result<(), BankError> {
    if destination.symlink_metadata().is_ok() {
        return Err(BankError::usage(
            format!(
                "{} はもうあります。まだない名前を --out に指定してください",
                destination.display()
            ),
            format!(
                "{} exists; give --out a name that does not",
                destination.display()
            ),
        ));
    }
    if !parent_of(destination).is_dir() {
        return Err(BankError::usage(
            format!(
                "{} というフォルダーがありません",
                parent_of(destination).display()
            ),
            format!("there is no folder {}", parent_of(destination).display()),
        ));
    }
    Ok(())
}

fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Renames a folder onto a name that must still be free; an empty folder made there in the
/// meantime counts as taken.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            "appeared while the delivery was made",
        ));
    }
    fs::rename(from, to)
}
