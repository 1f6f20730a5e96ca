//! From a byte of the file to its line and column, quickly and in characters.

use std::sync::Arc;

use sekisho_model::Origin;

/// Where lines begin, and how many characters precede every 64th byte.
pub struct Lines {
    file: Arc<str>,
    starts: Vec<usize>,
    marks: Vec<u32>,
    text: String,
}

const MARK_BYTES: usize = 64;

impl Lines {
    pub fn new(file: Arc<str>, text: &str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(i, _)| i + 1))
            .collect();
        let mut marks = Vec::with_capacity(text.len() / MARK_BYTES + 1);
        let mut characters = 0;
        for (i, byte) in text.bytes().enumerate() {
            if i % MARK_BYTES == 0 {
                marks.push(characters);
            }
            characters += u32::from(begins_character(byte));
        }
        marks.push(characters);
        Self {
            file,
            starts,
            marks,
            text: text.to_owned(),
        }
    }

    pub fn origin(&self, start: usize, end: usize) -> Origin {
        let start = self.boundary(start);
        let end = self.boundary_after(end.max(start));
        let line = self.starts.partition_point(|&s| s <= start) - 1;
        let column = self.characters_before(start) - self.characters_before(self.starts[line]) + 1;
        Origin {
            file: self.file.clone(),
            start: start as u32,
            end: end as u32,
            line: line as u32 + 1,
            column,
        }
    }

    pub fn line_of(&self, offset: usize) -> u32 {
        self.starts.partition_point(|&s| s <= offset) as u32
    }

    /// The text of the original file in a byte range widened to whole characters.
    pub fn text(&self, start: usize, end: usize) -> &str {
        let start = self.boundary(start);
        &self.text[start..self.boundary_after(end.max(start))]
    }

    fn characters_before(&self, offset: usize) -> u32 {
        let block = offset / MARK_BYTES;
        let from = block * MARK_BYTES;
        self.marks[block.min(self.marks.len() - 1)]
            + self.text.as_bytes()[from.min(offset)..offset]
                .iter()
                .filter(|b| begins_character(**b))
                .count() as u32
    }

    fn boundary(&self, offset: usize) -> usize {
        let mut at = offset.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn boundary_after(&self, offset: usize) -> usize {
        let mut at = offset.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }
}

fn begins_character(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = format!("a\n{}x", "あ".repeat(50));
        let lines = Lines::new(Arc::from("f"), &text);
        let place = lines.origin(2 + 150, 2 + 151);
        assert_eq!((place.line, place.column), (2, 51));
        assert_eq!(lines.origin(text.len(), text.len()).column, 52);
        assert_eq!(lines.text(3, 4), "あ");
    }
}
