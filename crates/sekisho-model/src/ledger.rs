//! The ledger: what was asked, decided and delivered, each entry chained to the one before.

use serde::{Deserialize, Serialize};

use crate::{Digest, Instant};

/// What an entry records. New kinds are added, none is ever reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    BankInitialised,
    BundleLoaded,
    PeopleLoaded,
    Ingested,
    ConsentRecorded,
    /// Written before the first byte leaves.
    Permit,
    Refusal,
    /// The files stand at their destination.
    Delivered,
    /// A permit whose delivery did not finish.
    Aborted,
    Explained,
    /// Somebody opened records without consent to save a life; a review is owed.
    EmergencyOpened,
    /// Somebody opened what the bank keeps about a delivery.
    RecordOpened,
    /// Every secret lies under a new generation of its key; what it derives is the same.
    KeysRotated,
    /// The bank's keys are sealed by another passphrase, or by one for the first time.
    PassphraseChanged,
    /// A named key was made.
    KeyAdded,
    /// A scope's secret was put under the key that the policy names.
    ScopeKeyMoved,
    /// A scope's secret is gone: what was delivered under it joins nothing any more.
    ScopeKeyDestroyed,
    /// A person took consent back: a copy that left before is to be taken back from its recipient.
    RecallOpened,
    /// The recipient's side knows of the recall.
    RecallAcknowledged,
    /// The recipient's certificate of deletion, by its digest.
    RecallCertified,
    /// The person's pseudonym was shown to whoever must find the copy.
    RecallShown,
    /// 逸脱: a delivery was made after a withdrawal took effect that was keyed in only later.
    Deviation,
    /// Somebody read the page of what happened to a person's data.
    PatientPageRead,
    /// A steward answers for it that what a recipient was told before is no longer compared.
    GuardCleared,
}

/// An entry still to be numbered, dated and chained by the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryDraft {
    pub kind: EntryKind,
    /// Who asked; empty for the bank itself.
    pub who: String,
    /// Facts as JSON: study, purpose, act, delivery, rule, place, counts. Never a patient's value.
    pub facts: serde_json::Value,
    /// Vault numbers of the subjects concerned; kept in a side table, committed here by digest.
    #[serde(skip)]
    pub subjects: Vec<i64>,
}

/// An entry of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub seq: i64,
    pub at: Instant,
    pub kind: EntryKind,
    pub who: String,
    pub facts: serde_json::Value,
    /// Digest of the sorted subject numbers, each as 8 bytes big-endian.
    pub subjects: Digest,
    pub subject_count: u64,
    pub previous: Digest,
    pub digest: Digest,
}

impl Entry {
    /// The digest an honest entry has: over the previous digest and every field in a fixed order.
    pub fn compute_digest(&self) -> Digest {
        let kind = serde_json::to_vec(&self.kind).unwrap_or_default();
        let facts = serde_json::to_vec(&self.facts).unwrap_or_default();
        Digest::of_parts([
            &self.previous.0[..],
            &self.seq.to_be_bytes(),
            &self.at.0.to_be_bytes(),
            &kind,
            self.who.as_bytes(),
            &facts,
            &self.subjects.0,
            &self.subject_count.to_be_bytes(),
        ])
    }
}

/// The digest of a subject set, as entries commit to it.
pub fn subject_set_digest(subjects: &[i64]) -> Digest {
    let mut sorted = subjects.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let bytes: Vec<u8> = sorted.iter().flat_map(|s| s.to_be_bytes()).collect();
    Digest::of(&bytes)
}
