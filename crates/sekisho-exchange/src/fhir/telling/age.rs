//! Ages in quantities: the value of whatever has a code that says age, and of every element of type
//! Age. Ranges of them, too.

use std::ops::Range;

use sekisho_model::dates::{AgeLimit, in_years, is_age_code};
use serde_json::Value;

use super::super::transform::scan::{self, Wrong};
use super::visit::members;

/// Elements whose ranges are of ages; a dose may have one too.
const RANGES: [&str; 5] = [
    "ageRange",
    "onsetRange",
    "abatementRange",
    "deceasedRange",
    "performedRange",
];

/// Sees the bytes of each value that says an age beyond the limit.
pub(super) fn each(bytes: &[u8], limit: AgeLimit, see: &mut dyn FnMut(Range<usize>)) {
    let mut looking = Looking { bytes, limit, see };
    _ = looking.value(scan::blank(bytes, 0), false, 0);
}

struct Looking<'l> {
    bytes: &'l [u8],
    limit: AgeLimit,
    see: &'l mut dyn FnMut(Range<usize>),
}

impl Looking<'_> {
    /// `is_age`: all that is counted in here is one.
    fn value(&mut self, at: usize, is_age: bool, depth: usize) -> Result<usize, Wrong> {
        let bytes = self.bytes;
        match scan::byte(bytes, at)? {
            b'{' => self.object(at, is_age, scan::deeper(depth)?),
            b'[' => {
                let depth = scan::deeper(depth)?;
                let mut at = scan::blank(bytes, at + 1);
                while scan::byte(bytes, at)? != b']' {
                    at = scan::blank(bytes, self.value(at, is_age, depth)?);
                    if scan::byte(bytes, at)? == b',' {
                        at = scan::blank(bytes, at + 1);
                    }
                }
                Ok(at + 1)
            }
            _ => {
                let end = scan::skip(bytes, at, depth)?;
                if is_age {
                    self.told(at..end, None);
                }
                Ok(end)
            }
        }
    }

    fn object(&mut self, open: usize, is_age: bool, depth: usize) -> Result<usize, Wrong> {
        let bytes = self.bytes;
        let whole = scan::skip(bytes, open, depth)?;
        // What stands in the object beside a value: its unit, and what it is a value of.
        let beside: Value = serde_json::from_slice(&bytes[open..whole]).unwrap_or_default();
        let unit = ["code", "unit"]
            .into_iter()
            .find_map(|key| beside[key].as_str());
        let of_age = says_age(&beside["code"]);
        members(bytes, open, &mut |key, at| {
            if is_age && key == "value" && unit.is_some() {
                let end = scan::skip(bytes, at, depth)?;
                self.told(at..end, unit);
                return Ok(end);
            }
            // Of a quantity only its number, of a range both its quantities.
            let counts = is_age && matches!(key, "value" | "low" | "high");
            let named = key.ends_with("Age") || RANGES.contains(&key);
            let is_age = counts || named || (of_age && key.starts_with("value"));
            self.value(at, is_age, depth)
        })
    }

    fn told(&mut self, value: Range<usize>, unit: Option<&str>) {
        let Ok(token) = std::str::from_utf8(&self.bytes[value.clone()]) else {
            return;
        };
        // `"94 years"`: the number that a text begins with.
        let text = token.trim_matches('"');
        let number = text.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (number, rest) = text.split_at(number.unwrap_or(text.len()));
        let years = match token.starts_with('"') {
            true => in_years(number, unit.or(Some(rest))),
            false => in_years(token, unit),
        };
        if years.is_some_and(|years| self.limit.hides(years)) {
            (self.see)(value);
        }
    }
}

/// A concept one of whose codes says age.
fn says_age(concept: &Value) -> bool {
    let codings = concept["coding"].as_array().into_iter().flatten();
    codings
        .filter_map(|coding| coding["code"].as_str())
        .any(is_age_code)
}
