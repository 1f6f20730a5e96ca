//! A gzip file: its members one behind the other, and zeros behind the last one.
//!
//! Tapes, block devices and some archivers fill a file up with zeros; gzip(1) reads over them.
//! Anything else behind a member is damage and said so.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// The bytes of every member.
pub(super) struct Members<R> {
    /// `None`: all is read.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Members<R> {
    pub fn new(file: R) -> Self {
        let member = Some(GzDecoder::new(file));
        Self { member }
    }

    /// The member behind the one that ended.
    fn next(&mut self) -> io::Result<()> {
        let Some(member) = self.member.take() else {
            return Ok(());
        };
        let mut file = member.into_inner();
        if file.fill_buf()?.first() == Some(&0) {
            return only_zeros(&mut file);
        }
        if !file.fill_buf()?.is_empty() {
            self.member = Some(GzDecoder::new(file));
        }
        Ok(())
    }
}

fn only_zeros(file: &mut impl BufRead) -> io::Result<()> {
    loop {
        let rest = file.fill_buf()?;
        if rest.is_empty() {
            return Ok(());
        }
        if rest.iter().any(|byte| *byte != 0) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let read = rest.len();
        file.consume(read);
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        while let Some(member) = &mut self.member {
            match member.read(into)? {
                0 => self.next()?,
                read => return Ok(read),
            }
        }
        Ok(0)
    }
}
