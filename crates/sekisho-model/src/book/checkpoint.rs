//! A checkpoint: how far a ledger had come, and the root over all of it, signed by the bank. In the
//! form of a C2SP tlog-checkpoint, which is a signed note: text, an empty line, signatures.

use super::entry::Kind;
use super::tree;
use crate::digest::unhex;
use crate::{Digest, Instant, base64};
use sha2::{Digest as _, Sha256};

/// Where names of sekisho's ledgers begin.
const ORIGIN: &str = "sekisho/ledger/";
/// `— `, by which a line of a signed note is a signature.
const SIGNED: &str = "\u{2014} ";
/// Ed25519, as signed notes number it.
const ED25519: u8 = 1;
const HEAD: &str = "chain ";
const MADE: &str = "at ";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The bank's identity, in hex.
    pub bank: String,
    pub entries: u64,
    pub root: Digest,
    /// The digest of the last entry in the chain.
    pub chain: Digest,
    pub at: Instant,
}

impl Checkpoint {
    /// What is signed.
    pub fn body(&self) -> String {
        format!(
            "{ORIGIN}{}\n{}\n{}\n{HEAD}{}\n{MADE}{}\n",
            self.bank,
            self.entries,
            base64::standard(&self.root.0),
            self.chain,
            self.at.0
        )
    }

    fn read(body: &str) -> Option<Self> {
        let mut lines = body.lines();
        let bank = lines.next()?.strip_prefix(ORIGIN)?.to_owned();
        let entries = lines.next()?.parse().ok()?;
        let root = base64::of_standard(lines.next()?)?.try_into().ok()?;
        let chain = lines.next()?.strip_prefix(HEAD)?.parse().ok()?;
        let at = lines.next()?.strip_prefix(MADE)?.parse().ok()?;
        let read = Self {
            bank,
            entries,
            root: Digest(root),
            chain,
            at: Instant(at),
        };
        // Written in the one way it can be.
        (read.body() == body).then_some(read)
    }
}

/// A checkpoint with the signature it came with; whether that holds is for whoever has the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    pub told: Checkpoint,
    key: [u8; 4],
    signature: Vec<u8>,
}

impl SignedCheckpoint {
    /// `public` and `signature` in hex, over the checkpoint's body.
    pub fn new(told: Checkpoint, public: &str, signature: &str) -> Option<Self> {
        Some(Self {
            key: key_hash(&told, public)?,
            told,
            signature: unhex(signature)?,
        })
    }

    /// The file: the body, an empty line, the bank's signature.
    pub fn text(&self) -> String {
        let signed: Vec<u8> = self.key.iter().chain(&self.signature).copied().collect();
        format!(
            "{}\n{SIGNED}{ORIGIN}{} {}\n",
            self.told.body(),
            self.told.bank,
            base64::standard(&signed)
        )
    }

    /// `None`: no checkpoint, or not in the one way it is written.
    pub fn read(text: &str) -> Option<Self> {
        let (body, signed) = text.split_once("\n\n")?;
        let told = Checkpoint::read(&format!("{body}\n"))?;
        let line = signed.strip_suffix('\n')?.strip_prefix(SIGNED)?;
        let bytes = base64::of_standard(line.rsplit_once(' ')?.1)?;
        let (key, signature) = bytes.split_first_chunk::<4>()?;
        let read = Self {
            told,
            key: *key,
            signature: signature.to_vec(),
        };
        (read.text() == text).then_some(read)
    }

    /// The signature in hex, where it says that it is this key's.
    pub fn signature_of(&self, public: &str) -> Option<String> {
        (key_hash(&self.told, public)? == self.key).then(|| crate::digest::hex(&self.signature))
    }
}

/// By which a signed note tells keys of one name apart.
fn key_hash(told: &Checkpoint, public: &str) -> Option<[u8; 4]> {
    let hash = Sha256::new()
        .chain_update(format!("{ORIGIN}{}\n", told.bank))
        .chain_update([ED25519])
        .chain_update(unhex(public)?)
        .finalize();
    hash[..4].try_into().ok()
}

/// One entry, and the way from it to the root of a checkpoint. It tells of no other entry, and of
/// the persons in its own only how many they are.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    pub format: String,
    /// The bank's identity, in hex.
    pub bank: String,
    /// Of the checkpoint that it leads to.
    pub entries: u64,
    pub seq: i64,
    pub at: Instant,
    pub kind: String,
    pub who: String,
    /// What the entry says, as it was stored.
    pub text: String,
    pub people: Digest,
    pub people_count: u64,
    /// Hex.
    pub nonce: String,
    pub path: Vec<Digest>,
}

impl Proof {
    pub const FORMAT: &str = "sekisho-proof-1";

    /// Whether this entry is in the ledger that the checkpoint was made of.
    pub fn leads_to(&self, checkpoint: &Checkpoint) -> bool {
        let of_it = self.format == Self::FORMAT
            && self.bank == checkpoint.bank
            && self.entries == checkpoint.entries;
        of_it && self.root() == Some(checkpoint.root)
    }

    fn root(&self) -> Option<Digest> {
        let index = u64::try_from(self.seq).ok()?.checked_sub(1)?;
        let nonce = unhex(&self.nonce)?.try_into().ok()?;
        let content = Digest::of_parts([
            &self.seq.to_be_bytes()[..],
            &self.at.0.to_be_bytes(),
            Kind::of_word(&self.kind).stored().as_bytes(),
            self.who.as_bytes(),
            self.text.as_bytes(),
            &self.people.0,
            &self.people_count.to_be_bytes(),
        ]);
        let leaf = tree::leaf(&nonce, &content);
        tree::climb(leaf, index, self.entries, &self.path)
    }
}
