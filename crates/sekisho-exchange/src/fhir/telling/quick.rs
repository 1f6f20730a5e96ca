//! Quick looks at a record's bytes: whether anything in it is worth a walk.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use sekisho_model::dates::{age_codes, reads_as_date};

/// Whether one of these texts stands in it as a whole string.
pub(super) fn has_any<'t>(bytes: &[u8], mut texts: impl Iterator<Item = &'t str>) -> bool {
    texts.any(|text| {
        let quoted = format!("\"{text}\"");
        memchr::memmem::find(bytes, quoted.as_bytes()).is_some()
    })
}

/// Whether a number, or the text of a `…String`, says a day.
pub(super) fn has_date_as_number(bytes: &[u8]) -> bool {
    static STRING: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("String\""));
    let numbers = memchr::memchr2_iter(b':', b'[', bytes).any(|at| {
        let mut at = at + 1;
        // The items of an array of numbers, too.
        loop {
            at = blank(bytes, at);
            let end = number(bytes, at);
            if is_date(&bytes[at..end]) {
                return true;
            }
            let comma = blank(bytes, end);
            if end == at || bytes.get(comma) != Some(&b',') {
                return false;
            }
            at = comma + 1;
        }
    });
    numbers
        || STRING.find_iter(bytes).any(|at| {
            let colon = blank(bytes, at + STRING.needle().len());
            let open = blank(bytes, colon + 1);
            let digit = bytes.get(open + 1).is_some_and(u8::is_ascii_digit);
            bytes.get(open) == Some(&b'"') && digit
        })
}

/// Whether it names an age: by a code, or by the type of an element.
pub(super) fn has_age(bytes: &[u8]) -> bool {
    static WORDS: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| {
        let codes = age_codes().iter().copied();
        codes.chain(["Age\"", "Range\""]).map(Finder::new).collect()
    });
    WORDS.iter().any(|word| word.find(bytes).is_some())
}

fn is_date(token: &[u8]) -> bool {
    token.len() >= 8 && std::str::from_utf8(token).is_ok_and(reads_as_date)
}

fn number(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest
        .iter()
        .take_while(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
        .count();
    at + length
}

fn blank(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at.min(bytes.len())
}
