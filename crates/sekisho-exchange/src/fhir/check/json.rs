//! A strict, small JSON reader for the checker: digits as written, keys in order, the same key
//! twice is a fault. It shares nothing with the transform's scanner, so that one can judge the other.

use std::borrow::Cow;

/// A JSON value that remembers how it was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json<'a> {
    Null,
    Boolean,
    /// The digits as they stand.
    Number(&'a str),
    Text(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

const DEPTH_MAX: usize = 64;

pub(super) fn parse(bytes: &[u8]) -> Result<Json<'_>, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.blank();
    if reader.at == text.len() {
        Ok(value)
    } else {
        Err("something follows the value")
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Json<'a>, &'static str> {
        self.blank();
        match self.peek().ok_or("it ends too early")? {
            _ if depth > DEPTH_MAX => Err("it is nested deeper than 64 levels"),
            b'{' => self.object(depth + 1),
            b'[' => self.array(depth + 1),
            b'"' => Ok(Json::Text(self.string()?)),
            b't' => self.word("true", Json::Boolean),
            b'f' => self.word("false", Json::Boolean),
            b'n' => self.word("null", Json::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json<'a>, &'static str> {
        let mut members: Vec<(Cow<'a, str>, Json<'a>)> = Vec::new();
        self.at += 1;
        if self.takes(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.blank();
            if self.peek() != Some(b'"') {
                return Err("a key is missing");
            }
            let key = self.string()?;
            if members.iter().any(|(other, _)| *other == key) {
                return Err("the same key stands twice");
            }
            if !self.takes(b':') {
                return Err("a colon is missing");
            }
            let value = self.value(depth)?;
            members.push((key, value));
            match () {
                () if self.takes(b',') => {}
                () if self.takes(b'}') => return Ok(Json::Object(members)),
                () => return Err("a comma or brace is missing"),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json<'a>, &'static str> {
        let mut items = Vec::new();
        self.at += 1;
        if self.takes(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(depth)?);
            match () {
                () if self.takes(b',') => {}
                () if self.takes(b']') => return Ok(Json::Array(items)),
                () => return Err("a comma or bracket is missing"),
            }
        }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, &'static str> {
        let open = self.at;
        let rest = &self.text[open + 1..];
        let end = rest.find(['"', '\\']).ok_or("a string does not end")?;
        if rest.as_bytes()[end] == b'"' {
            let plain = &rest[..end];
            self.at = open + end + 2;
            return if plain.bytes().any(|b| b < 0x20) {
                Err("a control character stands in a string")
            } else {
                Ok(Cow::Borrowed(plain))
            };
        }
        let mut escaped = false;
        let close = rest.bytes().position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        });
        let close = open + 1 + close.ok_or("a string does not end")?;
        self.at = close + 1;
        let decoded: String = serde_json::from_str(&self.text[open..=close])
            .map_err(|_| "a string has a wrong escape")?;
        Ok(Cow::Owned(decoded))
    }

    fn number(&mut self) -> Result<Json<'a>, &'static str> {
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'))
            .unwrap_or(rest.len());
        let digits = &rest[..end];
        self.at += end;
        if is_number(digits) {
            Ok(Json::Number(digits))
        } else {
            Err("a value is no JSON")
        }
    }

    fn word(&mut self, word: &str, value: Json<'a>) -> Result<Json<'a>, &'static str> {
        if !self.text[self.at..].starts_with(word) {
            return Err("a value is no JSON");
        }
        self.at += word.len();
        Ok(value)
    }

    fn takes(&mut self, byte: u8) -> bool {
        self.blank();
        let takes = self.peek() == Some(byte);
        self.at += usize::from(takes);
        takes
    }

    fn blank(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

fn is_number(digits: &str) -> bool {
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    let (mantissa, exponent) = unsigned
        .split_once(['e', 'E'])
        .map_or((unsigned, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa
        .split_once('.')
        .map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let some = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    some(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(some)
        && exponent.is_none_or(|e| some(e.strip_prefix(['+', '-']).unwrap_or(e)))
}
