//! The codes of a record that no table settles, for counting who shares them: one pass over the raw
//! bytes, wherever a code stands. What it can't read it does not count, and that stays in.

use std::borrow::Cow;

use super::scan;
use crate::words::Words;

/// Longer words are no words.
const WORD_MAX: usize = 64;
const URI_MAX: usize = 200;

/// A token's bytes, quotes included.
type Token = (usize, usize);

/// An object that is open, and what it said so far.
#[derive(Default)]
struct Frame {
    system: Option<Token>,
    code: Option<Token>,
    /// It has a value or a unit beside its code: a quantity.
    measures: bool,
}

/// Calls `see(system, code)`; without a system for words that stand alone.
pub(crate) fn loose(bytes: &[u8], words: &Words, see: &mut dyn FnMut(&str, &str)) {
    let (mut open, mut at): (Vec<Frame>, usize) = (Vec::new(), 0);
    while let Some(next) = bytes.get(at..).and_then(|rest| {
        rest.iter()
            .position(|byte| matches!(byte, b'"' | b'{' | b'}'))
    }) {
        at += next;
        match bytes[at] {
            b'{' => {
                if open.len() > scan::DEPTH_MAX {
                    return;
                }
                open.push(Frame::default());
                at += 1;
            }
            b'}' => {
                if let Some(frame) = open.pop() {
                    close(bytes, &frame, words, see);
                }
                at += 1;
            }
            _ => {
                let Ok((end, _)) = scan::string(bytes, at) else {
                    return;
                };
                let colon = scan::blank(bytes, end);
                if bytes.get(colon) != Some(&b':') {
                    at = end;
                    continue;
                }
                let value = scan::blank(bytes, colon + 1);
                let key = &bytes[at + 1..end - 1];
                at = value;
                let Some(frame) = open.last_mut() else {
                    return;
                };
                if bytes.get(value) == Some(&b'"') {
                    let Ok((end, _)) = scan::string(bytes, value) else {
                        return;
                    };
                    note(bytes, frame, key, (value, end), see);
                    at = end;
                } else if key == b"value" {
                    frame.measures = true;
                }
            }
        }
    }
}

fn note(
    bytes: &[u8],
    frame: &mut Frame,
    key: &[u8],
    value: Token,
    see: &mut dyn FnMut(&str, &str),
) {
    match key {
        b"system" => frame.system = Some(value),
        b"code" => frame.code = Some(value),
        b"unit" => {
            frame.measures = true;
            alone(bytes, value, WORD_MAX, see);
        }
        b"valueCode" | b"valueString" => alone(bytes, value, WORD_MAX, see),
        b"reference" | b"url" | b"fullUrl" | b"id" | b"div" | b"value" => {}
        _ => {
            let text = &bytes[value.0 + 1..value.1 - 1];
            if text.starts_with(b"http") || text.starts_with(b"urn:") {
                alone(bytes, value, URI_MAX, see);
            }
        }
    }
}

fn close(bytes: &[u8], frame: &Frame, words: &Words, see: &mut dyn FnMut(&str, &str)) {
    let system = frame.system.and_then(|token| text(bytes, token));
    let Some(code) = frame.code.and_then(|token| text(bytes, token)) else {
        if let Some(token) = frame.system {
            alone(bytes, token, URI_MAX, see);
        }
        return;
    };
    if frame.measures {
        see("", &code);
    }
    let system = system.unwrap_or_default();
    let id = words.system(&system);
    if code.len() <= WORD_MAX && system.len() <= URI_MAX && !words.lexicon().is_settled(id, &code) {
        see(words.lexicon().canonical(id, &system), &code);
    }
}

fn alone(bytes: &[u8], token: Token, most: usize, see: &mut dyn FnMut(&str, &str)) {
    if token.1 - token.0 <= most + 2
        && let Some(word) = text(bytes, token)
    {
        see("", &word);
    }
}

/// The text of a string token.
pub(super) fn text(bytes: &[u8], (at, end): Token) -> Option<Cow<'_, str>> {
    let raw = bytes.get(at + 1..end - 1)?;
    if raw.contains(&b'\\') {
        return scan::decode(&bytes[at..end]).map(Cow::Owned);
    }
    std::str::from_utf8(raw).ok().map(Cow::Borrowed)
}
