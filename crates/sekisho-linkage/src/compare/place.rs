//! Addresses: number, building, room; the postal code where a source gives nothing more.

use crate::level::Level;
use crate::people::Place;

pub fn level(a: Place, b: Place) -> Level {
    if a.number.is(b.number) {
        return match a.rest.both(b.rest) {
            true if a.rest == b.rest => Level::Same,
            true => Level::Building,
            false if a.rest == b.rest => Level::Same,
            false => Level::Partial,
        };
    }
    let is_town = a.town.is(b.town) || a.postal.is(b.postal);
    match (is_town, a.number.both(b.number)) {
        (true, true) => Level::Near,
        (true, false) => Level::Partial,
        (false, _) if a.town.both(b.town) || a.postal.both(b.postal) => Level::Different,
        (false, _) => Level::Absent,
    }
}
