//! A delivery's record as it lies there: sealed files, opened with the bank's keys.

use std::fs;
use std::path::{Path, PathBuf};

use super::{FOLDER, certificate};
use crate::bank::Bank;
use crate::error::BankError;
use crate::keys::{RecordSeal, SEALED, permit_of};

/// One file of a delivery's record, as it was put.
pub fn open(bank: &Bank, out: &Path, name: &str) -> Result<Vec<u8>, BankError> {
    let path = place(out, name);
    let sealed = fs::read(&path).map_err(|_| no_file(out, name))?;
    one_permit(out)?;
    let seal = RecordSeal::reading(bank.keys.ring()?, &sealed);
    let opened = seal.and_then(|seal| seal.open(name, &sealed));
    opened.ok_or_else(|| changed(&path))
}

/// Whether a delivery's record has this file.
pub fn exists(out: &Path, name: &str) -> bool {
    place(out, name).is_file()
}

/// The names of the files as they were put, sorted.
pub fn names(out: &Path) -> Result<Vec<String>, BankError> {
    let folder = out.join(FOLDER);
    let lying = certificate::files_below(&folder).map_err(|e| BankError::file(&folder, e))?;
    let name = |file: String| file.strip_suffix(SEALED).map(str::to_owned);
    Ok(lying.into_iter().filter_map(name).collect())
}

/// Every file of a record names the same permit: one put there from another delivery is found.
fn one_permit(out: &Path) -> Result<(), BankError> {
    let mut first = None;
    for name in names(out)? {
        let path = place(out, &name);
        let file = fs::File::open(&path).map_err(|e| BankError::file(&path, e))?;
        let permit = permit_of(file).ok_or_else(|| changed(&path))?;
        if *first.get_or_insert(permit) != permit {
            return Err(changed(&path));
        }
    }
    Ok(())
}

fn place(out: &Path, name: &str) -> PathBuf {
    out.join(FOLDER).join(format!("{name}{SEALED}"))
}

fn no_file(out: &Path, name: &str) -> BankError {
    let folder = out.join(FOLDER);
    let folder = folder.display();
    BankError::usage(
        format!(
            "{folder} に {name} がありません。extract の --out に指定したフォルダーを書いてください"
        ),
        format!(
            "there is no {name} in {folder}; name the folder that was given to extract's --out"
        ),
    )
}

fn changed(path: &Path) -> BankError {
    let path = path.display();
    BankError::keys(
        format!(
            "{path} は書き換えられたか途中で切れています。あるいは別の提供・別の銀行のものです。控えから戻してください"
        ),
        format!(
            "{path} was changed or cut short, or it belongs to another delivery or another bank; restore it from a copy"
        ),
    )
}
