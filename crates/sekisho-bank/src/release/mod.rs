//! A delivery on its way: staged beside its destination, synced, then moved there in one step.
//!
//! `release/` is for the recipient, `record/` stays with the bank. A dropped staging leaves nothing.
//! Both are the bank's account's alone, before and after: who may read what left is said by whoever
//! hands it over, not by a umask.

mod file;
mod folder;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sekisho_exchange::table::{Format, Writer};
use sekisho_gate::Sink;
use sekisho_model::Digest;
use sekisho_model::record::RecordHead;
use sekisho_model::transform::{Field, FieldCounts, TableHead, TableRow};
use sekisho_store::own;
use serde::Serialize;

use crate::error::BankError;
use crate::keys::{RecordSeal, SEALED};
use crate::outlet;
use crate::record::certificate::{self, digest_of, files_below};
use crate::record::lineage::{Lineage, Place};
use crate::record::{self, Record, pretty};

use file::HashedFile;
pub(crate) use folder::{is_place, place};

/// The format of FHIR's own files, as a delivery names it.
pub const FHIR: &str = "fhir R4";

pub use sekisho_model::book::DeliveredFile;

/// A folder beside the destination that becomes it, or vanishes.
pub(crate) struct Staging {
    staged: PathBuf,
    destination: PathBuf,
    /// In which formats tables leave.
    formats: Vec<Format>,
    fhir: BTreeMap<String, Resources>,
    tables: BTreeMap<String, Vec<Rows>>,
    /// Of each table its columns, and how many cells of each hold a value or none.
    cells: BTreeMap<String, (TableHead, Vec<(u64, u64)>)>,
    record: Record,
    /// `None`: this delivery may not be led back to people.
    lineage: Option<Lineage>,
    /// Held while its process lives: a folder that somebody holds is never swept, not even by a copy
    /// of the bank that remembers it too.
    _alive: File,
    /// A file was made: bytes of somebody may stand in it.
    touched: bool,
    moved: bool,
}

/// The resources of one type.
struct Resources {
    name: String,
    onto: HashedFile,
    count: u64,
}

/// The rows of one table in one format.
struct Rows {
    name: String,
    format: Format,
    onto: Writer<HashedFile>,
    count: u64,
}

impl Staging {
    /// At `staged`, beside its destination; refuses a destination that exists, or whose parent
    /// folder does not. `traced`: the record says of each line where it came from.
    pub(crate) fn at(
        staged: &Path,
        destination: &Path,
        formats: Vec<Format>,
        seal: RecordSeal,
        traced: bool,
    ) -> Result<Self, BankError> {
        check_destination(destination)?;
        own::make(staged).map_err(|e| BankError::file(staged, e))?;
        let staged = staged.to_owned();
        let make = || -> io::Result<(File, Record)> {
            let alive = File::open(&staged)?;
            alive.lock()?;
            own::make(&staged.join("release"))?;
            Ok((alive, Record::below(&staged, seal)?))
        };
        match make() {
            Ok((alive, record)) => Ok(Self {
                staged,
                destination: destination.to_owned(),
                formats,
                fhir: BTreeMap::new(),
                tables: BTreeMap::new(),
                cells: BTreeMap::new(),
                record,
                lineage: traced.then(Lineage::default),
                _alive: alive,
                touched: false,
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

    /// What became of each column of each table; `changes`: whether a rule does more than keep.
    pub fn columns(&self, changes: impl Fn(u16) -> bool) -> BTreeMap<Field, FieldCounts> {
        let mut columns = BTreeMap::new();
        for (view, (head, cells)) in &self.cells {
            for (column, (left, empty)) in head.columns.iter().zip(cells) {
                let field = Field {
                    form: view.clone(),
                    element: Some(column.name.to_string()),
                };
                let rule = column.rule.filter(|rule| changes(*rule));
                let counts = FieldCounts {
                    rule: column.rule,
                    left: *left,
                    dropped: *empty,
                    masked: 0,
                    changed: rule.map(|rule| (rule, *left)).into_iter().collect(),
                };
                columns.insert(field, counts);
            }
        }
        columns
    }

    fn count(&mut self, head: &TableHead, cells: &[Option<&str>]) {
        if !self.cells.contains_key(head.view.as_str()) {
            let none = vec![(0, 0); head.columns.len()];
            self.cells
                .insert(head.view.to_string(), (head.clone(), none));
        }
        if let Some((_, counts)) = self.cells.get_mut(head.view.as_str()) {
            for ((left, empty), cell) in counts.iter_mut().zip(cells) {
                *left += u64::from(cell.is_some());
                *empty += u64::from(cell.is_none());
            }
        }
    }

    /// What a killed process leaves: the folder as it lies there, and nobody who holds it.
    #[cfg(test)]
    pub fn killed(mut self) {
        self.moved = true;
    }

    /// The bank's own evidence of this delivery.
    pub fn record(&self) -> &Record {
        &self.record
    }

    fn close_data(&mut self) -> io::Result<Vec<DeliveredFile>> {
        let mut list = Vec::new();
        for (kind, file) in std::mem::take(&mut self.fhir) {
            let (bytes, sha256) = file.onto.finish()?;
            list.push(DeliveredFile {
                kind,
                file: file.name,
                format: FHIR.to_owned(),
                count: file.count,
                bytes,
                sha256,
            });
        }
        for (view, files) in std::mem::take(&mut self.tables) {
            for file in files {
                let (bytes, sha256) = file.onto.finish()?.finish()?;
                list.push(DeliveredFile {
                    kind: view.clone(),
                    file: file.name,
                    format: file.format.word().to_owned(),
                    count: file.count,
                    bytes,
                    sha256,
                });
            }
        }
        list.sort_by(|a, b| a.file.cmp(&b.file));
        Ok(list)
    }

    /// Whether a byte may have been staged.
    pub fn touched(&self) -> bool {
        self.touched
    }

    /// Of the certificate as it lies in the folder: by it a copy is known again without any key.
    pub fn certificate(&self) -> Result<Digest, BankError> {
        let path = certificate_in(&self.staged);
        digest_of(&path).map_err(|e| BankError::file(&path, e))
    }

    fn create(&mut self, name: &str) -> io::Result<HashedFile> {
        self.touched = true;
        HashedFile::create(&self.staged.join("release").join(name))
    }

    /// The table's files, made with its first row.
    fn table(&mut self, head: &TableHead) -> io::Result<&mut Vec<Rows>> {
        let view = head.view.as_str();
        if !self.tables.contains_key(view) {
            let mut files = Vec::new();
            for format in self.formats.clone() {
                let name = format!("{view}.{}", format.word());
                files.push(Rows {
                    onto: Writer::new(format, head, self.create(&name)?)?,
                    name,
                    format,
                    count: 0,
                });
            }
            self.tables.insert(view.to_owned(), files);
        }
        Ok(self.tables.get_mut(view).expect("just inserted"))
    }

    /// A further file for the recipient, e.g. `manifest.json`.
    pub fn put(&self, name: &str, value: &impl Serialize) -> Result<(), BankError> {
        let path = self.staged.join("release").join(name);
        let bytes = pretty(value);
        let write = || -> io::Result<()> {
            let mut file = own::create(&path)?;
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
            rename_new(&self.staged, &self.destination)
        };
        step().map_err(|e| BankError::file(&self.destination, e))?;
        self.moved = true;
        let parent = parent_of(&self.destination);
        let synced = File::open(&parent).and_then(|parent| parent.sync_all());
        synced.map_err(|e| BankError::file(&parent, e))
    }
}

/// The certificate of a delivery folder, as it lies there.
pub(crate) fn certificate_in(delivery: &Path) -> PathBuf {
    let name = format!("{}{SEALED}", certificate::NAME);
    delivery.join(record::FOLDER).join(name)
}

impl Sink for Staging {
    fn write(&mut self, kind: &str, line: &[u8], source: &RecordHead) -> io::Result<()> {
        if !self.fhir.contains_key(kind) {
            let name = format!("{kind}.ndjson");
            let onto = self.create(&name)?;
            let count = 0;
            self.fhir
                .insert(kind.to_owned(), Resources { name, onto, count });
        }
        let file = self.fhir.get_mut(kind).expect("just inserted");
        file.onto.write_all(line)?;
        file.onto.write_all(b"\n")?;
        file.count += 1;
        match &mut self.lineage {
            Some(lineage) => {
                let place = Place {
                    file: &file.name,
                    line: file.count,
                    kind,
                    part: None,
                };
                lineage.note(&self.record, place, source)
            }
            None => Ok(()),
        }
    }

    fn row(&mut self, head: &TableHead, row: TableRow<'_>, source: &RecordHead) -> io::Result<()> {
        let mut line = 0;
        self.count(head, row.cells);
        for file in self.table(head)? {
            file.onto.row(row.cells)?;
            file.count += 1;
            line = file.count;
        }
        let view = head.view.as_str();
        match &mut self.lineage {
            Some(lineage) => {
                let place = Place {
                    file: view,
                    line,
                    kind: view,
                    part: Some((row.part, row.coding)),
                };
                lineage.note(&self.record, place, source)
            }
            None => Ok(()),
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.moved {
            let _ = fs::remove_dir_all(&self.staged);
        }
    }
}

/// A destination must not exist, its parent must, and it lies in no bank.
pub fn check_destination(destination: &Path) -> Result<(), BankError> {
    outlet::outside(destination)?;
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

pub(crate) fn parent_of(path: &Path) -> PathBuf {
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
