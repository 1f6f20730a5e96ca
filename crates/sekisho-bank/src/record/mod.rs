//! What the bank keeps as evidence of a delivery: the folder `record/` beside `release/`.
//!
//! Every file of it is written by [`Record::put`] and read by [`open`]; nothing else touches the
//! folder, so that how it is kept is decided in one place.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::bank::Bank;
use crate::error::BankError;

/// The folder's name below a delivery.
pub const FOLDER: &str = "record";

/// The bank's evidence of one delivery, while it is being made.
pub struct Record {
    folder: PathBuf,
}

impl Record {
    /// Makes the folder below a delivery's own, which must be there.
    pub fn below(delivery: &Path) -> io::Result<Self> {
        let folder = delivery.join(FOLDER);
        fs::create_dir(&folder)?;
        Ok(Self { folder })
    }

    /// One whole file, synced. `name` has no folder: `risk.json`.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), BankError> {
        let path = self.folder.join(name);
        let write = || -> io::Result<()> {
            let mut file = File::create_new(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(|e| BankError::file(&path, e))
    }

    /// The same for plain data, as indented JSON.
    pub fn put_json(&self, name: &str, value: &impl Serialize) -> Result<(), BankError> {
        self.put(name, &pretty(value))
    }
}

/// One file of a delivery's record, as it was put.
#[expect(unused_variables, reason = "the bank's keys open what is sealed")]
pub fn open(bank: &Bank, out: &Path, name: &str) -> Result<Vec<u8>, BankError> {
    let path = out.join(FOLDER).join(name);
    fs::read(&path).map_err(|e| BankError::file(&path, e))
}

/// Indented JSON with a line end.
pub(crate) fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("a report is plain data");
    bytes.push(b'\n');
    bytes
}
