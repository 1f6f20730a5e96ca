//! What the bank keeps as evidence of a delivery: the folder `record/` beside `release/`.
//!
//! Every file of it is written by [`Record::put`] and read by [`open`]; nothing else touches the
//! folder, so that how it is kept is decided in one place.

pub mod certificate;
pub mod grants;
pub mod lineage;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sekisho_exchange::columnar::{Value, read};
use sekisho_model::ledger::EntryKind;
use sekisho_model::{Day, Digest, Instant};
use serde::Serialize;

use crate::bank::Bank;
use crate::error::BankError;

/// The folder's name below a delivery.
pub const FOLDER: &str = "record";

/// The bank's evidence of one delivery, while it is being made.
pub struct Record {
    folder: PathBuf,
    written: RefCell<BTreeMap<String, Digest>>,
}

impl Record {
    /// Makes the folder below a delivery's own, which must be there.
    pub fn below(delivery: &Path) -> io::Result<Self> {
        let folder = delivery.join(FOLDER);
        fs::create_dir(&folder)?;
        Ok(Self {
            folder,
            written: RefCell::default(),
        })
    }

    /// One whole file, synced. `name` has no folder: `risk.json`.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), BankError> {
        let path = self.folder.join(name);
        let write = || -> io::Result<()> {
            let mut file = File::create_new(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(|e| BankError::file(&path, e))?;
        let digest = Digest::of(bytes);
        self.written.borrow_mut().insert(name.to_owned(), digest);
        Ok(())
    }

    /// The same for plain data, as indented JSON.
    pub fn put_json(&self, name: &str, value: &impl Serialize) -> Result<(), BankError> {
        self.put(name, &pretty(value))
    }

    /// Every file put so far, with the digest of what is inside.
    pub fn written(&self) -> BTreeMap<String, Digest> {
        self.written.borrow().clone()
    }
}

/// One file of a delivery's record, as it was put.
#[expect(unused_variables, reason = "the bank's keys open what is sealed")]
pub fn open(bank: &Bank, out: &Path, name: &str) -> Result<Vec<u8>, BankError> {
    let path = out.join(FOLDER).join(name);
    fs::read(&path).map_err(|e| BankError::file(&path, e))
}

/// Whether a delivery's record has this file.
pub fn exists(out: &Path, name: &str) -> bool {
    out.join(FOLDER).join(name).is_file()
}

/// The names of the files, sorted.
pub fn names(out: &Path) -> Result<Vec<String>, BankError> {
    let folder = out.join(FOLDER);
    certificate::files_below(&folder).map_err(|e| BankError::file(&folder, e))
}

/// The rows of a Parquet file of a record, each as one JSON object.
pub fn rows(bytes: Vec<u8>, see: &mut dyn FnMut(String)) -> Result<(), BankError> {
    let fault = |e: io::Error| BankError::bundle(e.to_string(), e.to_string());
    let names = read(bytes.clone(), |_, _| false).map_err(fault)?;
    read(bytes, |_, cells| {
        let cells = cells.into_iter().map(|cell| match cell {
            Value::Absent => serde_json::Value::Null,
            Value::Text(text) => text.into(),
            Value::Integer(number) => number.into(),
            Value::Boolean(answer) => answer.into(),
            Value::Date(day) => Day(day).to_string().into(),
        });
        let row: serde_json::Map<_, _> = names.iter().cloned().zip(cells).collect();
        see(serde_json::Value::Object(row).to_string());
        true
    })
    .map_err(fault)?;
    Ok(())
}

impl Bank {
    /// One file of a delivery's record, for somebody whom the bank knows. The ledger notes who and
    /// which before a byte is shown: lineage leads back to people.
    pub async fn open_record(
        &self,
        out: &Path,
        file: &str,
        who: &str,
        now: Instant,
    ) -> Result<Vec<u8>, BankError> {
        if self.store.person(who).await?.is_none() {
            return Err(BankError::bundle("お通しできません。", "No."));
        }
        let certificate = certificate::read(self, out)?;
        if file != certificate::NAME && !certificate.record.contains_key(file) {
            let names: Vec<&str> = certificate.record.keys().map(String::as_str).collect();
            let names = names.join(", ");
            return Err(BankError::usage(
                format!("record/ に {file} はありません。あるもの: {names}"),
                format!("record/ has no {file}; it has {names}"),
            ));
        }
        let facts = serde_json::json!({ "delivery": certificate.delivery, "permit": certificate.permit, "file": file });
        self.note(EntryKind::RecordOpened, who, facts, Vec::new(), now)
            .await?;
        open(self, out, file)
    }
}

/// Indented JSON with a line end.
pub(crate) fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("a report is plain data");
    bytes.push(b'\n');
    bytes
}
