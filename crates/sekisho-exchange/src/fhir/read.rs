//! Records out of files: NDJSON line by line, a Bundle entry by entry, plain or gzipped.
//!
//! Bytes are handed on as they came; whether a record is sound is `head`'s work. Memory is bounded:
//! one line, or one Bundle. A bad line is handed on as bad and reading goes on.

mod bundle;
mod gzip;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use self::gzip::Members;

pub use bundle::{Asks, Bundle, Deleted, Entry, bundle_type, name_of, with_id, without_id};

/// The longest record.
pub const LINE_MAX: usize = 16 << 20;
/// The longest Bundle.
pub const BUNDLE_MAX: usize = 256 << 20;

/// How the records lie in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One record a line.
    Lines,
    /// One JSON document: a Bundle or a single resource.
    Document,
}

impl Layout {
    /// By the name: `.ndjson`, `.jsonl`, `.json`, each also with `.gz`. `None`: not ours to read.
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit_once('.')?.1 {
            "ndjson" | "jsonl" => Some(Self::Lines),
            "json" => Some(Self::Document),
            _ => None,
        }
    }
}

/// A line as it came, without its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    Record(&'a [u8]),
    /// More than `LINE_MAX` bytes; they were skipped.
    TooLong,
}

/// The lines of a file, with their numbers and the place where reading can go on.
pub struct Lines {
    input: Input,
    buffer: Vec<u8>,
    offset: u64,
    line: u64,
}

enum Input {
    Plain(BufReader<File>),
    Gzip(Box<BufReader<Members<BufReader<File>>>>),
}

impl Lines {
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            input: Input::open(path)?,
            buffer: Vec::new(),
            offset: 0,
            line: 0,
        })
    }

    /// Goes on after what an earlier run had read.
    pub fn resume(path: &Path, offset: u64, line: u64) -> io::Result<Self> {
        let mut lines = Self::open(path)?;
        match &mut lines.input {
            Input::Plain(file) => {
                file.seek(SeekFrom::Start(offset))?;
            }
            Input::Gzip(reader) => {
                io::copy(&mut reader.take(offset), &mut io::sink())?;
            }
        }
        (lines.offset, lines.line) = (offset, line);
        Ok(lines)
    }

    /// The decoded bytes read so far.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The number of the line handed out last, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The next line that is not blank, with its number.
    pub fn next_line(&mut self) -> io::Result<Option<(u64, Line<'_>)>> {
        loop {
            self.buffer.clear();
            let (read, too_long) = read_line(self.input.reader(), &mut self.buffer)?;
            if read == 0 {
                return Ok(None);
            }
            let first = self.offset == 0;
            self.offset += read;
            self.line += 1;
            if too_long {
                return Ok(Some((self.line, Line::TooLong)));
            }
            if first && self.buffer.starts_with(b"\xef\xbb\xbf") {
                self.buffer.drain(..3);
            }
            if !self.buffer.trim_ascii().is_empty() {
                return Ok(Some((self.line, Line::Record(self.buffer.trim_ascii()))));
            }
        }
    }
}

/// A whole document; `None` when it is longer than a Bundle may be.
pub fn document(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut input = Input::open(path)?;
    input
        .reader()
        .take(BUNDLE_MAX as u64 + 1)
        .read_to_end(&mut bytes)?;
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    Ok((bytes.len() <= BUNDLE_MAX).then_some(bytes))
}

impl Input {
    /// Whether it is gzipped is seen by its first bytes, not by its name.
    fn open(path: &Path) -> io::Result<Self> {
        let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
        if file.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
            return Ok(Self::Gzip(Box::new(BufReader::with_capacity(
                1 << 16,
                Members::new(file),
            ))));
        }
        Ok(Self::Plain(file))
    }

    fn reader(&mut self) -> &mut dyn BufRead {
        match self {
            Self::Plain(file) => file,
            Self::Gzip(reader) => reader,
        }
    }
}

/// Reads up to the line's end; a line that is too long is read over. (bytes read, too long)
fn read_line(input: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<(u64, bool)> {
    let (mut read, mut too_long) = (0, false);
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            return Ok((read, too_long));
        }
        let end = memchr::memchr(b'\n', chunk);
        let used = end.map_or(chunk.len(), |at| at + 1);
        too_long |= line.len() + used > LINE_MAX;
        if !too_long {
            line.extend_from_slice(&chunk[..used]);
        }
        input.consume(used);
        read += used as u64;
        if end.is_some() {
            return Ok((read, too_long));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn file(name: &str, bytes: &[u8]) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("sekisho-read-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn all(mut lines: Lines) -> Vec<(u64, u64, String)> {
        let mut out = Vec::new();
        while let Some((number, line)) = lines.next_line().unwrap() {
            let Line::Record(bytes) = line else {
                panic!("too long")
            };
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            assert_eq!(number, lines.line());
            out.push((number, lines.offset(), text));
        }
        out
    }

    #[test]
    fn a_gzip_of_several_members_reads_like_the_plain_file() {
        let plain = b"\xef\xbb\xbf{\"a\":1}\r\n\n  \n{\"b\":2}\n{\"c\":3}";
        let members = [gzip(&plain[..9]), gzip(&plain[9..])].concat();
        let (plain, zipped) = (file("a.ndjson", plain), file("a.ndjson.gz", &members));
        let expect = vec![
            (1, 12, "{\"a\":1}".into()),
            (4, 24, "{\"b\":2}".into()),
            (5, 31, "{\"c\":3}".into()),
        ];
        for path in [&plain, &zipped] {
            assert_eq!(all(Lines::open(path).unwrap()), expect);
            assert_eq!(all(Lines::resume(path, 24, 4).unwrap()), expect[2..]);
        }
        assert_eq!(
            document(&zipped).unwrap().unwrap(),
            std::fs::read(&plain).unwrap()[3..]
        );
    }

    #[test]
    fn zeros_behind_a_gzip_are_padding_and_nothing_else_is() {
        let member = gzip(b"{}\n");
        let padded = [member.clone(), vec![0; 100_000]].concat();
        let lines = Lines::open(&file("padded.ndjson.gz", &padded)).unwrap();
        assert_eq!(all(lines), [(1, 3, "{}".to_owned())]);
        for behind in [&b"\0\0x"[..], b"x", &[&b"\0"[..], &member].concat()] {
            let path = file("behind.ndjson.gz", &[&member, behind].concat());
            let mut lines = Lines::open(&path).unwrap();
            assert_eq!(lines.next_line().unwrap(), Some((1, Line::Record(b"{}"))));
            assert!(lines.next_line().is_err());
        }
    }

    #[test]
    fn a_line_beyond_bounds_is_skipped_and_the_next_is_read() {
        let mut bytes = vec![b'x'; LINE_MAX + 1];
        bytes.extend_from_slice(b"\n{}\n");
        let mut lines = Lines::open(&file("long.ndjson", &bytes)).unwrap();
        assert_eq!(lines.next_line().unwrap(), Some((1, Line::TooLong)));
        assert!(lines.buffer.capacity() <= LINE_MAX * 2 + (1 << 16));
        assert_eq!(lines.next_line().unwrap(), Some((2, Line::Record(b"{}"))));
        assert_eq!(lines.next_line().unwrap(), None);
    }

    #[test]
    fn the_name_tells_the_layout() {
        let of = |name: &str| Layout::of(Path::new(name));
        assert_eq!(of("x/Patient.000.ndjson.gz"), Some(Layout::Lines));
        assert_eq!(of("Bundle.JSON"), Some(Layout::Document));
        assert_eq!(of("notes.txt"), None);
    }
}
