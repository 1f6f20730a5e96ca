//! The keyed functions that a profile's module may ask for. Keys and the vault's numbers stay here:
//! the module knows people only by numbers that mean nothing outside the batch.

use std::collections::BTreeMap;
use std::sync::Arc;

use sekisho_model::broken::Reason;
use sekisho_model::dates::Shift;
use sekisho_model::identifier::remap;
use sekisho_model::identity::Subject;
use sekisho_model::transform::{Column, Keyed};
use wasmtime::StoreContextMut;
use wasmtime::component::Linker;

use crate::answer::Refused;
use crate::limits::Meter;
use crate::load::{KEYED, TYPES};
use crate::wire::{Kind, Wire};

/// A row of a host call costs as much fuel as the hashing it asks for would.
const FUEL_PER_ROW: u64 = 2_000;

/// What stands behind an instance of a profile's module.
pub(crate) struct Desk {
    pub meter: Meter,
    pub keyed: Arc<dyn Keyed + Send + Sync>,
    pub shift_days_max: Option<u32>,
    /// The people of the batch; their number in the module is the place here.
    pub people: Vec<Subject>,
    pub shifts: BTreeMap<Subject, Shift>,
}

impl Desk {
    fn person(&self, number: u32) -> wasmtime::Result<Subject> {
        let found = self.people.get(number as usize).copied();
        found.ok_or_else(|| refused("a person's number is not of this batch"))
    }

    fn shift(&mut self, subject: Subject) -> Shift {
        let (keyed, Some(bound)) = (&self.keyed, self.shift_days_max) else {
            return Shift::default();
        };
        *self
            .shifts
            .entry(subject)
            .or_insert_with(|| keyed.shift(subject, bound))
    }
}

/// Links `types` and `keyed`, and nothing else.
pub(crate) fn link(linker: &mut Linker<Desk>) -> wasmtime::Result<()> {
    linker.instance(TYPES)?;
    let mut keyed = linker.instance(KEYED)?;
    keyed.func_wrap(
        "pseudonym",
        |mut store: StoreContextMut<'_, Desk>, (kind, subjects, values): (Kind, Vec<u32>, Wire)| {
            charge(&mut store, subjects.len())?;
            let values = column(values, subjects.len())?;
            let desk = store.data();
            each(&values, |row, value, out| {
                let name: &[u8] = match kind {
                    // A person has one name, whatever number stands in the record.
                    Kind::SubjectId => b"",
                    Kind::OtherId | Kind::Value => value,
                };
                let person = desk.person(subjects[row])?;
                out.push(Some(&desk.keyed.pseudonym(kind.into(), person, name)));
                Ok(())
            })
        },
    )?;
    keyed.func_wrap(
        "remap",
        |mut store: StoreContextMut<'_, Desk>, (values,): (Wire,)| {
            let rows = values.valid.len();
            charge(&mut store, rows)?;
            let values = column(values, rows)?;
            let desk = store.data();
            each(&values, |_, value, out| {
                remap(value, &*desk.keyed, out);
                Ok(())
            })
        },
    )?;
    keyed.func_wrap(
        "shifts",
        |mut store: StoreContextMut<'_, Desk>, (subjects,): (Vec<u32>,)| {
            charge(&mut store, subjects.len())?;
            let desk = store.data_mut();
            let shifts: wasmtime::Result<Vec<(i32, i32)>> = subjects
                .iter()
                .map(|number| {
                    let shift = desk.shift(desk.person(*number)?);
                    Ok((shift.days, shift.seconds))
                })
                .collect();
            Ok((shifts?,))
        },
    )
}

/// The host's work counts against the same limit as the module's own.
fn charge(store: &mut StoreContextMut<'_, Desk>, rows: usize) -> wasmtime::Result<()> {
    let left = store
        .get_fuel()?
        .checked_sub(FUEL_PER_ROW * (rows as u64 + 1))
        .ok_or(wasmtime::Trap::OutOfFuel)?;
    store.set_fuel(left)
}

fn column(wire: Wire, rows: usize) -> wasmtime::Result<Column> {
    wire.column(rows).map_err(|reason| match reason {
        Reason::Malformed(what) => refused(what),
        _ => refused("it asked about another number of values than of people"),
    })
}

/// One row out per row in; what is absent stays absent.
fn each(
    values: &Column,
    mut row: impl FnMut(usize, &[u8], &mut Column) -> wasmtime::Result<()>,
) -> wasmtime::Result<(Wire,)> {
    let mut out = Column::new();
    for at in 0..values.len() {
        match values.get(at) {
            Some(value) => row(at, value, &mut out)?,
            None => out.push(None),
        }
    }
    Ok((Wire::of(&out),))
}

fn refused(what: &'static str) -> wasmtime::Error {
    wasmtime::Error::new(Refused(what))
}
