//! An entry as it stands in the chain, and one still to be written.

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::{EntryKind, Fact, Told};
use crate::{Digest, Instant, Text};

/// The kind of a stored entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Known(EntryKind),
    /// Of a later version, by its word. It is kept, verified and named; what it says is not read.
    Later(String),
}

impl Kind {
    pub fn of_word(word: &str) -> Self {
        let known = EntryKind::ALL.iter().find(|kind| kind.word() == word);
        match known {
            Some(kind) => Self::Known(*kind),
            None => Self::Later(word.to_owned()),
        }
    }

    pub fn word(&self) -> &str {
        match self {
            Self::Known(kind) => kind.word(),
            Self::Later(word) => word,
        }
    }

    /// `None`: of a later version.
    pub fn known(&self) -> Option<EntryKind> {
        match self {
            Self::Known(kind) => Some(*kind),
            Self::Later(_) => None,
        }
    }

    /// The word as it is stored and digested: a JSON string.
    pub fn stored(&self) -> String {
        serde_json::Value::from(self.word()).to_string()
    }
}

impl From<EntryKind> for Kind {
    fn from(kind: EntryKind) -> Self {
        Self::Known(kind)
    }
}

impl PartialEq<EntryKind> for Kind {
    fn eq(&self, kind: &EntryKind) -> bool {
        self.known() == Some(*kind)
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// An entry still to be numbered, dated and chained by the store.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryDraft {
    /// Who asked; empty: whoever runs the process, filled in by the store.
    pub who: String,
    /// Study, purpose, act, delivery, rule, place, counts. Never a patient's value.
    pub fact: Fact,
    /// Vault numbers of the subjects concerned; kept in a side table, committed here by digest.
    pub subjects: Vec<i64>,
}

impl EntryDraft {
    pub fn new(who: impl Into<String>, fact: impl Into<Fact>) -> Self {
        Self {
            who: who.into(),
            fact: fact.into(),
            subjects: Vec::new(),
        }
    }

    #[must_use]
    pub fn about(self, subjects: Vec<i64>) -> Self {
        Self { subjects, ..self }
    }

    pub fn kind(&self) -> EntryKind {
        self.fact.kind()
    }

    /// The text to be stored; with what the entry owes the bank, where it owes anything.
    pub fn text(&self, owes: Option<&Owes>) -> serde_json::Result<String> {
        serde_json::to_string(&Written {
            fact: &self.fact,
            owes,
        })
    }
}

/// What an entry commits to that it brings about in the bank: the digest of the debt beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Owes {
    pub sha256: Digest,
}

#[derive(serde::Serialize)]
struct Written<'a> {
    #[serde(flatten)]
    fact: &'a Fact,
    #[serde(skip_serializing_if = "Option::is_none")]
    owes: Option<&'a Owes>,
}

/// An entry of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub seq: i64,
    pub at: Instant,
    pub kind: Kind,
    pub who: String,
    /// What it says, as it was stored: the digest is over these bytes.
    pub text: String,
    /// Digest of the sorted subject numbers, each as 8 bytes big-endian.
    pub subjects: Digest,
    pub subject_count: u64,
    pub previous: Digest,
    pub digest: Digest,
}

impl Entry {
    /// The digest an honest entry has: over the previous digest and every field in a fixed order.
    pub fn compute_digest(&self) -> Digest {
        Digest::of_parts([
            &self.previous.0[..],
            &self.seq.to_be_bytes(),
            &self.at.0.to_be_bytes(),
            self.kind.stored().as_bytes(),
            self.who.as_bytes(),
            self.text.as_bytes(),
            &self.subjects.0,
            &self.subject_count.to_be_bytes(),
        ])
    }

    /// What it says. `None`: a kind of a later version.
    pub fn fact(&self) -> Result<Option<Fact>, Unread> {
        let Some(kind) = self.kind.known() else {
            return Ok(None);
        };
        Fact::read(kind, &self.text)
            .map(Some)
            .map_err(|_| self.unread())
    }

    /// What it says as an entry of this kind. `None`: it is of another.
    pub fn told<F: Told>(&self) -> Result<Option<F>, Unread> {
        if self.kind != F::KIND {
            return Ok(None);
        }
        let told = serde_json::from_str(&self.text).map_err(|_| self.unread())?;
        Ok(Some(told))
    }

    /// What it brings about in the bank, by digest.
    pub fn owes(&self) -> Result<Option<Owes>, Unread> {
        #[derive(serde::Deserialize)]
        struct Owing {
            owes: Option<Owes>,
        }
        let owing: Owing = serde_json::from_str(&self.text).map_err(|_| self.unread())?;
        Ok(owing.owes)
    }

    fn unread(&self) -> Unread {
        Unread {
            seq: self.seq,
            kind: self.kind.word().to_owned(),
        }
    }
}

/// With `facts` as the JSON that was stored; as a string where it is none.
impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let facts: serde_json::Value = serde_json::from_str(&self.text)
            .unwrap_or_else(|_| serde_json::Value::from(self.text.as_str()));
        let mut entry = serializer.serialize_struct("Entry", 9)?;
        entry.serialize_field("seq", &self.seq)?;
        entry.serialize_field("at", &self.at)?;
        entry.serialize_field("kind", &self.kind)?;
        entry.serialize_field("who", &self.who)?;
        entry.serialize_field("facts", &facts)?;
        entry.serialize_field("subjects", &self.subjects)?;
        entry.serialize_field("subject_count", &self.subject_count)?;
        entry.serialize_field("previous", &self.previous)?;
        entry.serialize_field("digest", &self.digest)?;
        entry.end()
    }
}

/// An entry whose text is not what one of its kind says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    pub seq: i64,
    /// The kind's word.
    pub kind: String,
}

impl Unread {
    pub fn says(&self) -> Text {
        let Self { seq, kind } = self;
        Text::new(
            format!(
                "台帳の {seq} 番（{kind}）に書かれていることを、この版の関所は読めません。`sekisho audit BANK verify` で書き換えられていないか確かめてください。鎖が切れていなければ、書いたときの版の関所で開いてください"
            ),
            format!(
                "ledger entry {seq} ({kind}) does not say what this version of sekisho can read; see with `sekisho audit BANK verify` whether it was changed. If the chain is whole, open the bank with the version that wrote it"
            ),
        )
    }
}

impl std::fmt::Display for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.says().en)
    }
}

impl std::error::Error for Unread {}

/// The digest of a subject set, as entries commit to it.
pub fn subject_set_digest(subjects: &[i64]) -> Digest {
    let mut sorted = subjects.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let bytes: Vec<u8> = sorted.iter().flat_map(|s| s.to_be_bytes()).collect();
    Digest::of(&bytes)
}
