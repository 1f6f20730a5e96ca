//! The forms and items that each person's release rested on, as Parquet.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use sekisho_exchange::columnar::{Cell, Kind, Writer, read};
use sekisho_gate::Relied;
use sekisho_model::identity::Subject;

use super::lineage::{number, text};
use super::{FOLDER, Record, open};
use crate::bank::Bank;
use crate::error::BankError;

pub(super) const NAME: &str = "grants.parquet";
pub(super) const COLUMNS: [(&str, Kind); 3] = [
    ("subject", Kind::Integer),
    ("form", Kind::Text),
    ("item", Kind::Text),
];

/// Writes what every delivered person's release rests on; people in order.
pub fn put<'a>(
    record: &Record,
    people: impl IntoIterator<Item = (Subject, &'a BTreeSet<Relied>)>,
) -> Result<(), BankError> {
    let write = || -> io::Result<Vec<u8>> {
        let mut writer = Writer::new(Vec::new(), &COLUMNS)?;
        for (subject, relied) in people {
            for one in relied {
                let item = one.item.as_ref();
                writer.push(&[
                    Cell::Integer(subject.0),
                    Cell::Text(one.form.as_str()),
                    item.map_or(Cell::Absent, |item| Cell::Text(item.as_str())),
                ])?;
            }
        }
        writer.finish()
    };
    let bytes = write().map_err(|e| BankError::bundle(e.to_string(), e.to_string()))?;
    record.put(NAME, &bytes)
}

/// What one person's release rested on.
pub fn of(bank: &Bank, out: &Path, subject: Subject) -> Result<BTreeSet<Relied>, BankError> {
    let mut relied = BTreeSet::new();
    read(open(bank, out, NAME)?, |_, cells| {
        if let [who, form, item] = cells.as_slice()
            && number(who) == Some(subject.0)
            && let Some(form) = text(form.clone())
        {
            relied.insert(Relied {
                form: form.as_str().into(),
                item: text(item.clone()).map(|item| item.as_str().into()),
            });
        }
        true
    })
    .map_err(|e| BankError::file(&out.join(FOLDER).join(NAME), e))?;
    Ok(relied)
}
