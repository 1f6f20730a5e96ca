//! Every value of a record with the path of its element: `Coverage.period.end`, `Patient.extension(URL).valueDate`.
//!
//! Indexes are no part of a path; a contained resource begins a path of its own. Whatever is no JSON
//! ends the visit: such a record never leaves.

use std::ops::Range;

use super::super::transform::scan::{self, Wrong};

/// Sees a path, the value's token and its bytes.
pub(super) type See<'s> = &'s mut dyn FnMut(&str, &str, Range<usize>);

pub(super) fn each(kind: &str, bytes: &[u8], see: See<'_>) {
    let mut path = kind.to_owned();
    _ = value(bytes, scan::blank(bytes, 0), 0, &mut path, see);
}

fn value(
    bytes: &[u8],
    at: usize,
    depth: usize,
    path: &mut String,
    see: See<'_>,
) -> Result<usize, Wrong> {
    match scan::byte(bytes, at)? {
        b'{' => object(bytes, at, scan::deeper(depth)?, path, see),
        b'[' => {
            let depth = scan::deeper(depth)?;
            items(bytes, at, &mut |item| value(bytes, item, depth, path, see))
        }
        b'"' => {
            let (end, _) = scan::string(bytes, at)?;
            told(bytes, at..end, path, see);
            Ok(end)
        }
        b't' | b'f' | b'n' => scan::word(bytes, at),
        _ => {
            let end = scan::number(bytes, at)?;
            told(bytes, at..end, path, see);
            Ok(end)
        }
    }
}

fn told(bytes: &[u8], value: Range<usize>, path: &str, see: See<'_>) {
    if let Ok(token) = std::str::from_utf8(&bytes[value.clone()]) {
        see(path, token, value);
    }
}

fn object(
    bytes: &[u8],
    open: usize,
    depth: usize,
    path: &mut String,
    see: See<'_>,
) -> Result<usize, Wrong> {
    let whole = path.len();
    members(bytes, open, &mut |key, at| {
        path.push('.');
        path.push_str(key);
        let end = match key {
            "extension" | "modifierExtension" => each_of(bytes, at, &mut |item| {
                let mut own = path.clone();
                if let Some(url) = text_of(bytes, item, "url") {
                    own.push_str(&format!("({url})"));
                }
                value(bytes, item, depth, &mut own, see)
            }),
            "contained" => each_of(bytes, at, &mut |item| {
                let mut own = text_of(bytes, item, "resourceType").unwrap_or_default();
                value(bytes, item, depth, &mut own, see)
            }),
            _ => value(bytes, at, depth, path, see),
        };
        path.truncate(whole);
        end
    })
}

/// The items of an array, or the one value that is none.
fn each_of(
    bytes: &[u8],
    at: usize,
    see: &mut dyn FnMut(usize) -> Result<usize, Wrong>,
) -> Result<usize, Wrong> {
    match scan::byte(bytes, at)? {
        b'[' => items(bytes, at, see),
        _ => see(at),
    }
}

fn items(
    bytes: &[u8],
    open: usize,
    see: &mut dyn FnMut(usize) -> Result<usize, Wrong>,
) -> Result<usize, Wrong> {
    let mut at = scan::blank(bytes, open + 1);
    if scan::byte(bytes, at)? == b']' {
        return Ok(at + 1);
    }
    loop {
        at = scan::blank(bytes, see(at)?);
        match scan::byte(bytes, at)? {
            b',' => at = scan::blank(bytes, at + 1),
            b']' => return Ok(at + 1),
            _ => return Err(NOT_JSON),
        }
    }
}

/// The members of an object: key and place of the value; where the object ends.
pub(super) fn members(
    bytes: &[u8],
    open: usize,
    see: &mut dyn FnMut(&str, usize) -> Result<usize, Wrong>,
) -> Result<usize, Wrong> {
    let mut at = scan::blank(bytes, scan::expect(bytes, open, b'{', NOT_JSON)?);
    if scan::byte(bytes, at)? == b'}' {
        return Ok(at + 1);
    }
    loop {
        let (end, escaped) = match scan::byte(bytes, at)? {
            b'"' => scan::string(bytes, at)?,
            _ => return Err(NOT_JSON),
        };
        let decoded;
        let key = if escaped {
            decoded = scan::decode(&bytes[at..end]).ok_or(NOT_JSON)?;
            &decoded
        } else {
            std::str::from_utf8(&bytes[at + 1..end - 1]).map_err(|_| NOT_JSON)?
        };
        let colon = scan::blank(bytes, end);
        let value = scan::blank(bytes, scan::expect(bytes, colon, b':', NOT_JSON)?);
        at = scan::blank(bytes, see(key, value)?);
        match scan::byte(bytes, at)? {
            b',' => at = scan::blank(bytes, at + 1),
            b'}' => return Ok(at + 1),
            _ => return Err(NOT_JSON),
        }
    }
}

/// A text among the members of the object that begins there.
fn text_of(bytes: &[u8], open: usize, wanted: &str) -> Option<String> {
    let mut found = None;
    let mut see = |key: &str, at: usize| {
        let end = scan::skip(bytes, at, 1)?;
        if key == wanted && bytes[at] == b'"' {
            found = scan::decode(&bytes[at..end]);
        }
        Ok(end)
    };
    _ = members(bytes, open, &mut see);
    found
}

const NOT_JSON: Wrong = "it is no JSON";
