//! A JSON reader that keeps every number as it was written.
//!
//! It shares no code with Sekisho and none with the libraries Sekisho reads JSON with, so that a
//! mistake there can't hide a mistake here. It accepts only what RFC 8259 accepts.

use std::fmt::Write as _;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    Null,
    Bool(bool),
    /// The digits as written: `1.10` stays `1.10`.
    Number(String),
    Text(String),
    List(Vec<Json>),
    /// In the order of the file; a key that stands twice is kept twice.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// # Panics
    /// On anything that is not one JSON value: the test then shows what the binary wrote.
    pub fn parse(text: &str) -> Self {
        Self::try_parse(text).unwrap_or_else(|at| {
            let end = text.len().min(at + 60);
            panic!(
                "no JSON at byte {at}: {:?}",
                String::from_utf8_lossy(&text.as_bytes()[at.min(end)..end])
            )
        })
    }

    /// `Err` is the byte where reading stopped.
    pub fn try_parse(text: &str) -> Result<Self, usize> {
        let mut reader = Reader {
            bytes: text.as_bytes(),
            text,
            at: 0,
        };
        let value = reader.value(0)?;
        reader.blanks();
        if reader.at == text.len() {
            Ok(value)
        } else {
            Err(reader.at)
        }
    }

    /// The first value under this key.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Self::Object(members) => members.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// `a.b.0.c`: keys and list positions.
    pub fn at(&self, path: &str) -> Option<&Json> {
        path.split('.').try_fold(self, |here, step| match here {
            Self::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => here.get(step),
        })
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn integer(&self) -> Option<i64> {
        match self {
            Self::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    pub fn items(&self) -> &[Json] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// Sets or replaces a member of an object.
    ///
    /// # Panics
    /// On anything but an object.
    pub fn set(&mut self, key: &str, value: Json) {
        let Self::Object(members) = self else {
            panic!("only an object has members")
        };
        match members.iter_mut().find(|(k, _)| k == key) {
            Some((_, old)) => *old = value,
            None => members.push((key.to_owned(), value)),
        }
    }

    pub fn write(&self) -> String {
        let mut out = String::new();
        self.write_to(&mut out);
        out
    }

    fn write_to(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(digits) => out.push_str(digits),
            Self::Text(text) => write_text(text, out),
            Self::List(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    item.write_to(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (i, (key, value)) in members.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    write_text(key, out);
                    out.push(':');
                    value.write_to(out);
                }
                out.push('}');
            }
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 0x20 => {
                write!(out, "\\u{:04x}", c as u32).expect("a String takes it")
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

struct Reader<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        self.blanks();
        let found = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, usize> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.at);
        }
        self.at += word.len();
        Ok(value)
    }

    fn value(&mut self, depth: usize) -> Result<Json, usize> {
        self.blanks();
        if depth > 200 {
            return Err(self.at);
        }
        match self.bytes.get(self.at) {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Json::Text),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, usize> {
        let mut members = Vec::new();
        self.at += 1;
        if self.eat(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.blanks();
            let key = self.string()?;
            if !self.eat(b':') {
                return Err(self.at);
            }
            members.push((key, self.value(depth + 1)?));
            if self.eat(b'}') {
                return Ok(Json::Object(members));
            }
            if !self.eat(b',') {
                return Err(self.at);
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json, usize> {
        let mut items = Vec::new();
        self.at += 1;
        if self.eat(b']') {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.eat(b']') {
                return Ok(Json::List(items));
            }
            if !self.eat(b',') {
                return Err(self.at);
            }
        }
    }

    fn number(&mut self) -> Result<Json, usize> {
        let from = self.at;
        self.at += usize::from(self.bytes.get(self.at) == Some(&b'-'));
        let whole = self.digits()?;
        if whole > 1 && self.bytes[self.at - whole] == b'0' {
            return Err(from);
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.bytes.get(self.at), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(Json::Number(self.text[from..self.at].to_owned()))
    }

    fn digits(&mut self) -> Result<usize, usize> {
        let n = self.bytes[self.at..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        self.at += n;
        if n == 0 { Err(self.at) } else { Ok(n) }
    }

    fn string(&mut self) -> Result<String, usize> {
        if self.bytes.get(self.at) != Some(&b'"') {
            return Err(self.at);
        }
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.bytes[self.at..];
            let plain = rest
                .iter()
                .position(|b| matches!(b, b'"' | b'\\' | 0..=0x1f))
                .ok_or(self.at)?;
            out.push_str(&self.text[self.at..self.at + plain]);
            self.at += plain + 1;
            match rest[plain] {
                b'"' => return Ok(out),
                b'\\' => out.push(self.escape()?),
                _ => return Err(self.at - 1),
            }
        }
    }

    fn escape(&mut self) -> Result<char, usize> {
        self.at += 1;
        Ok(match self.bytes.get(self.at - 1) {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(c @ (b'"' | b'\\' | b'/')) => *c as char,
            Some(b'u') => return self.unicode(),
            _ => return Err(self.at - 1),
        })
    }

    fn unicode(&mut self) -> Result<char, usize> {
        let high = self.hex4()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high).ok_or(self.at);
        }
        if !self.text[self.at..].starts_with("\\u") {
            return Err(self.at);
        }
        self.at += 2;
        let low = self.hex4()?;
        let low = low
            .checked_sub(0xdc00)
            .filter(|low| *low < 0x400)
            .ok_or(self.at)?;
        char::from_u32(0x10000 + ((high - 0xd800) << 10) + low).ok_or(self.at)
    }

    fn hex4(&mut self) -> Result<u32, usize> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(self.at)?;
        let value = u32::from_str_radix(digits, 16).map_err(|_| self.at)?;
        self.at += 4;
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_back_digit_for_digit() {
        let text = r#"{"a":[1.10,0.010,-2e5,null,true],"b":{"c":"蛇\"の目"},"a":"twice"}"#;
        assert_eq!(Json::parse(text).write(), text);
        assert_eq!(
            Json::parse(text).at("a.0"),
            Some(&Json::Number("1.10".into()))
        );
        assert_eq!(Json::parse(r#""\ud83d\ude00\u0041""#), Json::from("😀A"));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "01",
            "1.",
            "\"\n\"",
            "nul",
            "1 2",
            "\"\\ud800x\"",
            "{a:1}",
        ] {
            assert!(Json::try_parse(text).is_err(), "{text}");
        }
    }
}
