//! The cursor over raw JSON bytes: where a string, a number, a value ends.
//!
//! It looks at every byte at most once and never copies. What it can't accept is told by a fixed
//! word, never by content.

/// What is wrong with the bytes.
pub(crate) type Wrong = &'static str;

pub(crate) const DEPTH_MAX: usize = 64;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

const TRUNCATED: Wrong = "the record ends too early";
const CONTROL: Wrong = "a control character inside a string";
const ESCAPE: Wrong = "an escape that JSON does not know";
const NUMBER: Wrong = "a number that JSON does not know";
const WORD: Wrong = "a word that JSON does not know";
const BRACKET: Wrong = "brackets that do not match";
const DEPTH: Wrong = "nested deeper than 64 levels";

/// High bit set in every byte that is zero; exact up to and including the first one.
#[inline(always)]
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGH
}

/// High bit set in every byte that ends a run of plain string content: `"`, `\` or a control character.
#[inline(always)]
fn string_stops(word: u64) -> u64 {
    let quote = zero_bytes(word ^ (ONES * b'"' as u64));
    let backslash = zero_bytes(word ^ (ONES * b'\\' as u64));
    let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
    quote | backslash | control
}

#[inline(always)]
pub(crate) fn word_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes
        .get(at..at + 8)
        .map(|b| u64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]))
}

/// From the opening quote to just past the closing one; true where an escape stands between.
#[inline(always)]
pub(crate) fn string(bytes: &[u8], open: usize) -> Result<(usize, bool), Wrong> {
    let mut at = open + 1;
    let mut escaped = false;
    loop {
        while let Some(word) = word_at(bytes, at) {
            let stops = string_stops(word);
            if stops != 0 {
                at += (stops.trailing_zeros() / 8) as usize;
                break;
            }
            at += 8;
        }
        match bytes.get(at) {
            Some(b'"') => return Ok((at + 1, escaped)),
            Some(b'\\') => {
                at = escape(bytes, at)?;
                escaped = true;
            }
            Some(byte) if *byte < 0x20 => return Err(CONTROL),
            Some(_) => at += 1,
            None => return Err(TRUNCATED),
        }
    }
}

/// Past the escape that begins at the backslash.
#[cold]
fn escape(bytes: &[u8], at: usize) -> Result<usize, Wrong> {
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => match bytes.get(at + 2..at + 6) {
            Some(hex) if hex.iter().all(u8::is_ascii_hexdigit) => Ok(at + 6),
            _ => Err(ESCAPE),
        },
        Some(_) => Err(ESCAPE),
        None => Err(TRUNCATED),
    }
}

/// Past a number, held to JSON's grammar.
#[inline]
pub(crate) fn number(bytes: &[u8], at: usize) -> Result<usize, Wrong> {
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let from = at + usize::from(bytes.get(at) == Some(&b'-'));
    let mut end = digits(from);
    if end == from || (bytes[from] == b'0' && end > from + 1) {
        return Err(NUMBER);
    }
    if bytes.get(end) == Some(&b'.') {
        let from = end + 1;
        end = digits(from);
        if end == from {
            return Err(NUMBER);
        }
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        let from = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        end = digits(from);
        if end == from {
            return Err(NUMBER);
        }
    }
    Ok(end)
}

/// Past `true`, `false` or `null`.
#[inline]
pub(crate) fn word(bytes: &[u8], at: usize) -> Result<usize, Wrong> {
    let rest = &bytes[at.min(bytes.len())..];
    let len = match rest.first() {
        Some(b't') if rest.starts_with(b"true") => 4,
        Some(b'f') if rest.starts_with(b"false") => 5,
        Some(b'n') if rest.starts_with(b"null") => 4,
        Some(_) => return Err(WORD),
        None => return Err(TRUNCATED),
    };
    Ok(at + len)
}

#[inline(always)]
pub(crate) fn blank(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

/// The byte at a position; past the end is a fault.
#[inline(always)]
pub(crate) fn byte(bytes: &[u8], at: usize) -> Result<u8, Wrong> {
    bytes.get(at).copied().ok_or(TRUNCATED)
}

#[inline(always)]
pub(crate) fn expect(bytes: &[u8], at: usize, wanted: u8, wrong: Wrong) -> Result<usize, Wrong> {
    if byte(bytes, at)? == wanted {
        Ok(at + 1)
    } else {
        Err(wrong)
    }
}

/// Past any value, at `depth` levels below the record's own braces. Nothing of it leaves, so only
/// its ends are held to the grammar: strings, brackets, depth.
#[inline]
pub(crate) fn skip(bytes: &[u8], at: usize, depth: usize) -> Result<usize, Wrong> {
    match byte(bytes, at)? {
        b'"' => Ok(string(bytes, at)?.0),
        b'{' | b'[' => skip_nested(bytes, at, depth),
        b't' | b'f' | b'n' => word(bytes, at),
        _ => number(bytes, at),
    }
}

fn skip_nested(bytes: &[u8], mut at: usize, depth: usize) -> Result<usize, Wrong> {
    // One bit per open bracket, 1 = object; the depth bound keeps it inside 128 bits.
    let (mut open, mut levels) = (0u128, 0usize);
    loop {
        match byte(bytes, at)? {
            b'"' => at = string(bytes, at)?.0,
            bracket @ (b'{' | b'[') => {
                levels += 1;
                if depth + levels > DEPTH_MAX {
                    return Err(DEPTH);
                }
                open = open << 1 | u128::from(bracket == b'{');
                at += 1;
            }
            bracket @ (b'}' | b']') => {
                if (open & 1 == 1) != (bracket == b'}') {
                    return Err(BRACKET);
                }
                open >>= 1;
                levels -= 1;
                at += 1;
                if levels == 0 {
                    return Ok(at);
                }
            }
            _ => at += 1,
        }
    }
}

pub(crate) fn deeper(depth: usize) -> Result<usize, Wrong> {
    if depth < DEPTH_MAX {
        Ok(depth + 1)
    } else {
        Err(DEPTH)
    }
}

/// The text of a string token, escapes resolved. `None` where a surrogate stands alone.
pub(crate) fn decode(token: &[u8]) -> Option<String> {
    serde_json::from_slice(token).ok()
}

/// Drops every blank outside strings, so that a pretty-printed record becomes one line.
pub(crate) fn compact(bytes: &[u8]) -> Result<Vec<u8>, Wrong> {
    let mut line = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let (end, _) = string(bytes, at)?;
                line.extend_from_slice(&bytes[at..end]);
                at = end;
            }
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            _ => {
                line.push(byte);
                at += 1;
            }
        }
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_ends_at_its_own_quote_wherever_it_stands_in_a_word() {
        for pad in 0..20 {
            let text = format!("\"{}\\\"山\\u0041\" rest", "a".repeat(pad));
            let (end, escaped) = string(text.as_bytes(), 0).unwrap();
            assert_eq!(&text[end..], " rest");
            assert!(escaped);
            let plain = format!("\"{}\",", "あ".repeat(pad));
            assert_eq!(string(plain.as_bytes(), 0), Ok((plain.len() - 1, false)));
        }
        assert_eq!(string(b"\"abc", 0), Err(TRUNCATED));
        assert_eq!(string(b"\"a\nb\"", 0), Err(CONTROL));
        assert_eq!(string(b"\"a\\x\"", 0), Err(ESCAPE));
        assert_eq!(string(b"\"\\u00g0\"", 0), Err(ESCAPE));
    }

    #[test]
    fn numbers_are_held_to_the_grammar() {
        for good in ["0", "-0.10", "1e5", "1.0E-2", "12345678901234567890.12"] {
            assert_eq!(number(good.as_bytes(), 0), Ok(good.len()));
        }
        for bad in ["", "-", "01", "1.", ".5", "1e", "+1", "NaN"] {
            assert_eq!(number(bad.as_bytes(), 0), Err(NUMBER), "{bad}");
        }
    }

    #[test]
    fn a_skipped_value_ends_where_its_brackets_close() {
        let text = br#"{"a":[{"b":"}]"},[]],"c":{}} tail"#;
        assert_eq!(&text[skip(text, 0, 1).unwrap()..], b" tail");
        assert_eq!(skip(b"[}", 0, 1), Err(BRACKET));
        assert_eq!(skip("[".repeat(70).as_bytes(), 0, 1), Err(DEPTH));
        assert_eq!(skip(b"[1,", 0, 1), Err(TRUNCATED));
    }

    #[test]
    fn compacting_leaves_strings_alone() {
        assert_eq!(
            compact(b"{ \"a\" :\r\n [ 1 , \" b \\\" \" ] }").unwrap(),
            b"{\"a\":[1,\" b \\\" \"]}"
        );
    }
}
