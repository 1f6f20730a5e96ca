//! Keyed identifiers that keep the syntax of their kind: OID, UUID, or plain digits.

use crate::transform::{Column, Keyed};

/// An identifier in the syntax of its kind. An OID has the same answer with and without
/// `urn:oid:`, a UUID with and without `urn:uuid:`, so that modalities agree.
pub fn remap(value: &[u8], keyed: &dyn Keyed, out: &mut Column) {
    if let Some(oid) = value.strip_prefix(b"urn:oid:") {
        out.data.extend_from_slice(b"urn:oid:");
        return push_oid(keyed.bits(oid), out);
    }
    if let Some(uuid) = value.strip_prefix(b"urn:uuid:") {
        out.data.extend_from_slice(b"urn:uuid:");
        return out.push(Some(&new_uuid(uuid, keyed)));
    }
    if is_oid(value) {
        return push_oid(keyed.bits(value), out);
    }
    if is_uuid(value) {
        return out.push(Some(&new_uuid(value, keyed)));
    }
    out.push(Some(&hex(keyed.bits(value))));
}

fn is_oid(value: &[u8]) -> bool {
    let arc = |arc: &[u8]| {
        arc == b"0"
            || arc.first().is_some_and(|c| (b'1'..=b'9').contains(c))
                && arc.iter().all(u8::is_ascii_digit)
    };
    let arcs = value.split(|c| *c == b'.');
    value.len() <= 64
        && arcs.clone().count() >= 3
        && matches!(value[0], b'0'..=b'2')
        && arcs.clone().all(arc)
}

pub fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(i, c)| {
            if [8, 13, 18, 23].contains(&i) {
                *c == b'-'
            } else {
                c.is_ascii_hexdigit()
            }
        })
}

/// `2.25.` and the bits as a decimal number (ITU-T X.667).
fn push_oid(bits: u128, out: &mut Column) {
    let mut decimal = [b'0'; 39];
    let (mut rest, mut start) = (bits, decimal.len());
    loop {
        start -= 1;
        decimal[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.data.extend_from_slice(b"2.25.");
    out.push(Some(&decimal[start..]));
}

/// A version 8 UUID (RFC 9562: 122 bits of one's own). Case does not make another identifier.
fn new_uuid(value: &[u8], keyed: &dyn Keyed) -> [u8; 36] {
    let mut lower = [0; 36];
    let bits = match value.len() {
        36 => {
            lower.copy_from_slice(value);
            lower.make_ascii_lowercase();
            keyed.bits(&lower)
        }
        _ => keyed.bits(value),
    };
    let bits = bits & !(0xf << 76) & !(0x3 << 62) | 8 << 76 | 2 << 62;
    let digits = hex(bits);
    let mut uuid = [b'-'; 36];
    let places = (0..36).filter(|i| ![8, 13, 18, 23].contains(i));
    places
        .zip(digits)
        .for_each(|(place, digit)| uuid[place] = digit);
    uuid
}

fn hex(bits: u128) -> [u8; 32] {
    std::array::from_fn(|i| b"0123456789abcdef"[(bits >> (124 - 4 * i)) as usize & 15])
}
