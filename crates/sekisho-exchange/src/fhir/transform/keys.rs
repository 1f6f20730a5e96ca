//! A state's keys in a small hash without collisions, so that one probe and one comparison decide.

use crate::columns::{same, tail};

#[derive(Debug, Default)]
pub(super) struct Keys {
    seed: u64,
    shift: u32,
    slots: Vec<u16>,
    names: Vec<Box<[u8]>>,
}

const EMPTY: u16 = u16::MAX;

impl Keys {
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let names: Vec<Box<[u8]>> = names.map(|name| name.as_bytes().into()).collect();
        let mut bits = (names.len().max(1) * 2)
            .next_power_of_two()
            .trailing_zeros()
            .max(1);
        // Doubling the slots ends it: distinct keys have distinct fingerprints (see `fingerprint`).
        loop {
            for round in 1..64u64 {
                let seed = round.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
                if let Some(slots) = placed(&names, seed, 64 - bits) {
                    return Self {
                        seed,
                        shift: 64 - bits,
                        slots,
                        names,
                    };
                }
            }
            bits += 1;
        }
    }

    /// The place of a key among the state's fields.
    #[inline]
    pub fn find(&self, key: &[u8]) -> Option<usize> {
        let slot = *self.slots.get(place(key, self.seed, self.shift))?;
        let name = self.names.get(usize::from(slot))?;
        same(name, key).then_some(usize::from(slot))
    }

    #[inline]
    pub fn name(&self, at: usize) -> Option<&[u8]> {
        self.names.get(at).map(|name| &**name)
    }
}

fn placed(names: &[Box<[u8]>], seed: u64, shift: u32) -> Option<Vec<u16>> {
    let mut slots = vec![EMPTY; 1 << (64 - shift)];
    for (n, name) in names.iter().enumerate() {
        let slot = &mut slots[place(name, seed, shift)];
        if *slot != EMPTY {
            return None;
        }
        *slot = n as u16;
    }
    Some(slots)
}

#[inline]
fn place(key: &[u8], seed: u64, shift: u32) -> usize {
    (fingerprint(key).wrapping_mul(seed) >> shift) as usize
}

/// Every byte of the key, folded eight at a time.
#[inline]
fn fingerprint(key: &[u8]) -> u64 {
    let mut print = key.len() as u64;
    let (words, rest) = key.as_chunks::<8>();
    for word in words {
        print =
            (print.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(0x517C_C1B7_2722_0A95);
    }
    print = (print.rotate_left(5) ^ tail(rest)).wrapping_mul(0x517C_C1B7_2722_0A95);
    print ^ print >> 29
}

#[cfg(test)]
mod tests {
    use super::*;
    use sekisho_model::catalog::r4;

    #[test]
    fn every_shape_of_the_catalog_finds_its_own_keys_and_no_others() {
        for (_, shape) in r4().shapes() {
            let keys = Keys::new(shape.fields.iter().map(|f| f.key));
            for (n, field) in shape.fields.iter().enumerate() {
                assert_eq!(
                    keys.find(field.key.as_bytes()),
                    Some(n),
                    "{}.{}",
                    shape.path,
                    field.key
                );
            }
            for stranger in ["", "x", "identifierX", "resourcetype"] {
                assert_eq!(keys.find(stranger.as_bytes()), None);
            }
        }
    }
}
