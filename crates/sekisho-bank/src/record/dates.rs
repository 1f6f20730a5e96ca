//! `record/dates.json`: the dates that many of a delivery's people share, by element. They left as
//! masked, and a trace masks them again.

use std::path::Path;

use sekisho_model::dates::SharedDates;

use super::{FOLDER, Record, exists, open};
use crate::bank::Bank;
use crate::error::BankError;

const NAME: &str = "dates.json";

/// Written only where there are any.
pub fn put(record: &Record, shared: &SharedDates) -> Result<(), BankError> {
    match shared.is_empty() {
        true => Ok(()),
        false => record.put_json(NAME, shared),
    }
}

/// Those of one delivery.
pub fn of(bank: &Bank, out: &Path) -> Result<SharedDates, BankError> {
    if !exists(out, NAME) {
        return Ok(SharedDates::default());
    }
    let shared = serde_json::from_slice(&open(bank, out, NAME)?);
    shared.map_err(|e| BankError::file(&out.join(FOLDER).join(NAME), e))
}
