//! Files of `record/` as they leave the writer: sealed, frame by frame.
//!
//! A file has a key of its own, derived from the bank's record secret, a random salt, the permit and
//! the file's name. A rotation makes a new record secret and keeps the old ones on the ring: what
//! was sealed stays readable, and an old ring that was stolen opens nothing new. Frames of 1 MiB carry their number and whether they are the last
//! in their nonce: a file that was cut, re-ordered, swapped or lengthened does not open.

use std::io::{self, Read, Write};

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::provider::Secret;
use super::random::random;
use super::ring::Ring;
use crate::error::BankError;

/// What a sealed file's name ends with.
pub const ENDING: &str = ".sealed";
const MAGIC: &[u8; 16] = b"SEKISHO SEALED 1";
/// Magic, generation of the record secret, permit, salt.
const HEADER: usize = 16 + 4 + 8 + 32;
const FRAME: usize = 1 << 20;
const TAG: usize = 16;

/// Seals and opens the files of one delivery's record.
pub(crate) struct RecordSeal {
    secret: Secret,
    generation: u32,
    permit: i64,
}

/// The permit that a sealed file names. None: it is no sealed file.
pub(crate) fn permit_of(mut file: impl Read) -> Option<i64> {
    let mut header = [0; HEADER];
    file.read_exact(&mut header).ok()?;
    Some(named(&header)?.1)
}

/// The generation and the permit in a header.
fn named(sealed: &[u8]) -> Option<(u32, i64)> {
    let header = sealed.get(..HEADER)?.strip_prefix(MAGIC)?;
    let generation = u32::from_be_bytes(header.get(..4)?.try_into().ok()?);
    let permit = i64::from_be_bytes(header.get(4..12)?.try_into().ok()?);
    Some((generation, permit))
}

impl RecordSeal {
    /// For the delivery that is being made under this permit.
    pub(crate) fn writing(ring: &Ring, permit: i64) -> Result<Self, BankError> {
        let (generation, secret) = ring.record_secret(None).ok_or(BankError::Key)?;
        Ok(Self {
            secret,
            generation,
            permit,
        })
    }

    /// For a file that was sealed. None: it is no such file, or another bank's.
    pub(crate) fn reading(ring: &Ring, sealed: &[u8]) -> Option<Self> {
        let (generation, permit) = named(sealed)?;
        let (generation, secret) = ring.record_secret(Some(generation))?;
        Some(Self {
            secret,
            generation,
            permit,
        })
    }

    /// Writes the sealed form of a whole file of this name.
    pub(crate) fn seal(&self, name: &str, bytes: &[u8], out: &mut impl Write) -> io::Result<()> {
        let salt = random::<32>().map_err(|_| io::Error::other("no randomness"))?;
        let header = self.header(&salt[..]);
        let cipher = self.cipher(name, &header);
        out.write_all(&header)?;
        let mut frames = frames(bytes).peekable();
        let mut number = 0;
        while let Some(frame) = frames.next() {
            let nonce = nonce(number, frames.peek().is_none());
            let payload = Payload {
                msg: frame,
                aad: &header,
            };
            let sealed = cipher
                .encrypt(&nonce, payload)
                .map_err(|_| io::Error::other("sealing failed"))?;
            out.write_all(&sealed)?;
            number += 1;
        }
        Ok(())
    }

    /// None: another name, permit or bank, or a byte that is not as it was written.
    pub(crate) fn open(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (header, body) = sealed.split_at_checked(HEADER)?;
        if named(sealed)? != (self.generation, self.permit) {
            return None;
        }
        let cipher = self.cipher(name, header);
        let mut bytes = Vec::with_capacity(body.len());
        let mut frames = body.chunks(FRAME + TAG).peekable();
        let mut number = 0;
        frames.peek()?;
        while let Some(frame) = frames.next() {
            let nonce = nonce(number, frames.peek().is_none());
            let payload = Payload {
                msg: frame,
                aad: header,
            };
            bytes.extend(cipher.decrypt(&nonce, payload).ok()?);
            number += 1;
        }
        Some(bytes)
    }

    fn header(&self, salt: &[u8]) -> Vec<u8> {
        let (generation, permit) = (self.generation.to_be_bytes(), self.permit.to_be_bytes());
        [&MAGIC[..], &generation, &permit, salt].concat()
    }

    fn cipher(&self, name: &str, header: &[u8]) -> XChaCha20Poly1305 {
        let mac = <Hmac<Sha256> as hmac::Mac>::new_from_slice(&self.secret[..])
            .expect("HMAC takes a key of any length");
        let mac = mac.chain_update(header).chain_update(name.as_bytes());
        let key: Zeroizing<[u8; 32]> = Zeroizing::new(mac.finalize().into_bytes().into());
        XChaCha20Poly1305::new((&*key).into())
    }
}

/// At least one frame; only an empty file has an empty one.
fn frames(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let empty = bytes.is_empty().then_some(bytes);
    empty.into_iter().chain(bytes.chunks(FRAME))
}

/// The frame's number and whether it is the last; the key is the file's own, so none comes twice.
fn nonce(number: u64, last: bool) -> XNonce {
    let mut nonce = [0; 24];
    nonce[..8].copy_from_slice(&number.to_be_bytes());
    nonce[8] = u8::from(last);
    nonce.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(secret: u8, permit: i64) -> RecordSeal {
        RecordSeal {
            secret: Secret::of([secret; 32]),
            generation: 1,
            permit,
        }
    }

    fn sealed(of: &RecordSeal, name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        of.seal(name, bytes, &mut out).unwrap();
        out
    }

    #[test]
    fn what_was_sealed_opens_whole_at_every_length() {
        let one = seal(1, 7);
        for length in [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, 2 * FRAME + 5] {
            let bytes: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let file = sealed(&one, "risk.json", &bytes);
            assert_eq!(permit_of(&file[..]), Some(7));
            assert!(one.open("risk.json", &file) == Some(bytes), "{length}");
        }
    }

    #[test]
    fn another_name_permit_or_bank_opens_nothing() {
        let one = seal(1, 7);
        let file = sealed(&one, "risk.json", b"twelve people");
        assert!(!file.windows(6).any(|w| w == b"twelve"));
        assert!(one.open("report.json", &file).is_none());
        assert!(seal(2, 7).open("risk.json", &file).is_none());
        assert!(seal(1, 8).open("risk.json", &file).is_none());
        let mut forged = file;
        forged[20..28].copy_from_slice(&8_i64.to_be_bytes());
        assert!(seal(1, 8).open("risk.json", &forged).is_none());
        assert_ne!(
            sealed(&one, "a", b"the same"),
            sealed(&one, "a", b"the same"),
            "each file has its own salt"
        );
    }

    #[test]
    fn every_flipped_byte_is_found() {
        let one = seal(1, 7);
        let file = sealed(&one, "risk.json", b"twelve people");
        for at in 0..file.len() {
            let mut turned = file.clone();
            turned[at] ^= 1;
            assert!(one.open("risk.json", &turned).is_none(), "byte {at}");
        }
    }

    #[test]
    fn a_cut_lengthened_or_re_ordered_file_is_found() {
        let one = seal(1, 7);
        let bytes: Vec<u8> = (0..3 * FRAME).map(|n| (n / FRAME) as u8).collect();
        let file = sealed(&one, "lineage.parquet", &bytes);
        let frame = |n: usize| {
            let from = HEADER + n * (FRAME + TAG);
            file[from..from + FRAME + TAG].to_vec()
        };
        let header = file[..HEADER].to_vec();
        let of = |frames: &[usize]| {
            let body = frames.iter().flat_map(|n| frame(*n));
            [header.clone(), body.collect()].concat()
        };
        assert!(one.open("lineage.parquet", &of(&[0, 1, 2])).is_some());
        for order in [
            &[][..],
            &[0],
            &[0, 1],
            &[1, 0, 2],
            &[0, 2],
            &[0, 1, 2, 2],
            &[2],
        ] {
            assert!(
                one.open("lineage.parquet", &of(order)).is_none(),
                "{order:?}"
            );
        }
        for length in [0, 10, HEADER, HEADER + 3, file.len() - 1] {
            assert!(one.open("lineage.parquet", &file[..length]).is_none());
        }
        assert!(
            one.open("lineage.parquet", &[&file[..], b"x"].concat())
                .is_none()
        );
    }
}
