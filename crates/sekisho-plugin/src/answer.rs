//! What comes back from a call: the answer, or the reason why there is none.

use sekisho_model::broken::Reason;
use sekisho_model::transform::Column;
use wasmtime::Trap;
use wasmtime::component::{ComponentNamedList, Lift, Lower};

use crate::limits::{Limits, Meter};
use crate::wire::{Fault, Kind, Wire};

/// The shape of a world's `apply`.
pub(crate) trait Apply {
    type Given: ComponentNamedList + Lower + Send + Sync + 'static;
    type Taken: ComponentNamedList + Lift + Send + Sync + 'static;
}

/// `apply: func(rule, stage, kind, subjects, columns)` of world `profile-module`.
pub(crate) enum OfModule {}

impl Apply for OfModule {
    type Given = (u16, u16, Kind, Vec<u32>, Vec<Wire>);
    type Taken = (Result<Wire, Fault>,);
}

/// `apply: func(function, columns)` of world `plugin`.
pub(crate) enum OfPlugin {}

impl Apply for OfPlugin {
    type Given = (u16, Vec<Wire>);
    type Taken = (Result<Wire, Fault>,);
}

/// The answer as a column of so many rows.
pub(crate) fn read(
    answered: wasmtime::Result<(Result<Wire, Fault>,)>,
    rows: usize,
    limits: Limits,
    meter: &Meter,
) -> Result<Column, Reason> {
    match answered {
        Ok((Ok(wire),)) => wire.column(rows),
        Ok((Err(fault),)) => Err(fault.into()),
        Err(error) => Err(reason(&error, limits, meter)),
    }
}

/// Which of the limits ended the call, or which trap. An error's own text is not repeated.
pub(crate) fn reason(error: &wasmtime::Error, limits: Limits, meter: &Meter) -> Reason {
    if meter.exceeded() {
        return Reason::Memory(limits.memory_bytes);
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => Reason::Fuel(limits.fuel),
        Some(trap) => Reason::Trap(trap.to_string()),
        None => match error.downcast_ref::<Refused>() {
            Some(Refused(what)) => Reason::Malformed(what),
            None => Reason::Malformed("its pointers do not lie in its memory"),
        },
    }
}

/// The host's own word against a call of one of its functions.
#[derive(Debug)]
pub(crate) struct Refused(pub &'static str);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Refused {}
