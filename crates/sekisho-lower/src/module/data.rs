//! The rules' constants in the module's memory: texts, sorted tables of texts, lists of words.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Where the rules' data begin: below lie the runtime's own places (`runtime/interface.wat`).
pub(super) const START: u32 = 256;

#[derive(Default)]
pub(super) struct Data {
    bytes: Vec<u8>,
    texts: BTreeMap<Vec<u8>, u32>,
}

/// A sorted table: its address, entries, and bytes of its longest text.
#[derive(Clone, Copy)]
pub(super) struct Table {
    pub at: u32,
    pub entries: u32,
    pub longest: u32,
}

impl Data {
    /// Address and length of a text; the same text stands once.
    pub fn text(&mut self, text: &str) -> (u32, u32) {
        let length = text.len() as u32;
        if let Some(at) = self.texts.get(text.as_bytes()) {
            return (*at, length);
        }
        let at = self.end();
        self.bytes.extend_from_slice(text.as_bytes());
        self.texts.insert(text.as_bytes().to_vec(), at);
        (at, length)
    }

    /// Texts in the order given: address and length of each.
    pub fn list<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> u32 {
        let words: Vec<u32> = texts
            .into_iter()
            .flat_map(|text| <[u32; 2]>::from(self.text(text)))
            .collect();
        self.words(&words)
    }

    /// Texts to be searched: sorted by bytes, each once.
    pub fn table<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> Table {
        let mut texts: Vec<&str> = texts.into_iter().collect();
        texts.sort_unstable();
        texts.dedup();
        Table {
            at: self.list(texts.iter().copied()),
            entries: texts.len() as u32,
            longest: texts.iter().map(|text| text.len()).max().unwrap_or(0) as u32,
        }
    }

    pub fn words(&mut self, words: &[u32]) -> u32 {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        let at = self.end();
        self.bytes
            .extend(words.iter().flat_map(|word| word.to_le_bytes()));
        at
    }

    /// The first address behind the data.
    pub fn end(&self) -> u32 {
        START + u32::try_from(self.bytes.len()).expect("rules are smaller than 4 GiB")
    }

    /// As a text of WAT.
    pub fn escaped(&self) -> String {
        let mut text = String::with_capacity(3 * self.bytes.len());
        for byte in &self.bytes {
            match byte {
                b' '..=b'~' if !matches!(byte, b'"' | b'\\') => text.push(char::from(*byte)),
                _ => write!(text, "\\{byte:02x}").expect("memory"),
            }
        }
        text
    }
}
