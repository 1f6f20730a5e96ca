//! What the bank keeps as evidence of a delivery: the folder `record/` beside `release/`.
//!
//! Every file of it is written by [`Record::put`] and read by [`open`]; nothing else touches the
//! folder. Files lie there sealed, as `NAME.sealed`: whoever gets hold of the folder without the
//! bank's keys reads nothing of it.

pub mod certificate;
pub mod dates;
mod evidence;
pub mod grants;
pub mod lineage;
pub mod risk;
mod sealed;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use sekisho_exchange::columnar::{Value, read};
use sekisho_model::{Day, Digest};
use sekisho_store::own;
use serde::Serialize;

use crate::error::BankError;
use crate::keys::{RecordSeal, SEALED};

pub use evidence::Opened;
pub use sealed::{exists, names, open};

/// The folder's name below a delivery.
pub const FOLDER: &str = "record";

/// The bank's evidence of one delivery, while it is being made.
pub struct Record {
    folder: PathBuf,
    written: RefCell<BTreeMap<String, Digest>>,
    seal: RecordSeal,
}

impl Record {
    /// Makes the folder below a delivery's own, which must be there.
    pub(crate) fn below(delivery: &Path, seal: RecordSeal) -> io::Result<Self> {
        let folder = delivery.join(FOLDER);
        own::make(&folder)?;
        Ok(Self {
            folder,
            seal,
            written: RefCell::default(),
        })
    }

    /// One whole file, sealed and synced. `name` has no folder: `risk.json`.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), BankError> {
        let path = self.folder.join(format!("{name}{SEALED}"));
        let write = || -> io::Result<()> {
            let mut file = own::create(&path)?;
            self.seal.seal(name, bytes, &mut file)?;
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

/// Indented JSON with a line end.
pub(crate) fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("a report is plain data");
    bytes.push(b'\n');
    bytes
}
