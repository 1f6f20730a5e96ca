//! A file of a delivery: what is written to it is counted and hashed on the way.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use sekisho_model::Digest;
use sekisho_store::own;
use sha2::Digest as _;

pub(super) struct HashedFile {
    file: BufWriter<File>,
    hasher: sha2::Sha256,
    bytes: u64,
}

impl HashedFile {
    pub fn create(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::with_capacity(1 << 16, own::create(path)?),
            hasher: sha2::Sha256::new(),
            bytes: 0,
        })
    }

    /// Synced; how many bytes it has, and their digest.
    pub fn finish(mut self) -> io::Result<(u64, Digest)> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        Ok((self.bytes, Digest(self.hasher.finalize().into())))
    }
}

impl Write for HashedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
