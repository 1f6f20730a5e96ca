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
    /// A signature turned out to be impossible, or never given: what left on it is taken back.
    SignatureFell,
    /// Something was put before the data stewards that a table can't decide.
    StewardAsked,
    /// A steward looked at it.
    StewardAnswered,
    /// An event was taken out of the book's effect by a steward and a second person.
    ConsentVoided,
    /// A board said what an item of a form had meant all along; old signatures are read so.
    FormCorrected,
    /// Somebody read the page of what happened to a person's data.
    PatientPageRead,
    /// A steward took people's state of consent out, as FHIR Consents.
    ConsentExported,
    /// A steward answers for it that what a recipient was told before is no longer compared.
    GuardCleared,
    /// A steward says that the clock is right although it is far past the last entry.
    ClockConfirmed,
    /// A steward and a second person set a bank right that believed a later day than today's.
    ClockSetBack,
    /// Records are out: their source deleted them, or a steward retired them.
    RecordsRetired,
    /// A steward lets records stand again that were out.
    RecordsReturned,
    /// A steward decided about records that waited: whom they are about, or a large deletion.
    WaitingDecided,
    /// The first byte of a delivery is about to be staged: about whom, for whom, on which terms.
    Staging,
    /// Everything is staged and about to be moved to its destination: all that `delivered` will say.
    Publishing,
    /// A delivery that ended otherwise after its first staged byte: a copy may be in somebody's hands.
    MayHaveLeft,
    /// A steward answers for it that no copy of such a delivery is in anybody's hands.
    NothingLeft,
    /// A copy of the whole bank was made.
    BackedUp,
    /// The bank is one that came back from a backup: what was recorded since is not in it.
    Restored,
    /// A steward answers for it that what was recorded since the backup was entered again.
    EnteredAgain,
    /// From here on a mark outside of the bank's folder tells how far the ledger has come.
    MarkSet,
    /// A steward keeps an entry off a person's page until a day: showing it might harm somebody.
    PageEntryWithheld,
    /// A steward lets it show again before that day.
    PageEntryShown,
}

impl EntryKind {
    /// Whether the bank's time may go on with such an entry. Refusals and looks never move it:
    /// anybody can cause them.
    pub fn moves_time(self) -> bool {
        match self {
            Self::Refusal
            | Self::Explained
            | Self::RecordOpened
            | Self::PatientPageRead
            | Self::ConsentExported
            | Self::RecallShown
            | Self::Aborted
            | Self::MayHaveLeft
            | Self::BackedUp
            | Self::Restored
            | Self::StewardAsked => false,
            Self::BankInitialised
            | Self::BundleLoaded
            | Self::PeopleLoaded
            | Self::Ingested
            | Self::ConsentRecorded
            | Self::Permit
            | Self::Delivered
            | Self::EmergencyOpened
            | Self::KeysRotated
            | Self::PassphraseChanged
            | Self::KeyAdded
            | Self::ScopeKeyMoved
            | Self::ScopeKeyDestroyed
            | Self::RecallOpened
            | Self::RecallAcknowledged
            | Self::RecallCertified
            | Self::Deviation
            | Self::GuardCleared
            | Self::ClockConfirmed
            | Self::ClockSetBack
            | Self::SignatureFell
            | Self::StewardAnswered
            | Self::ConsentVoided
            | Self::FormCorrected
            | Self::RecordsRetired
            | Self::RecordsReturned
            | Self::WaitingDecided
            | Self::Staging
            | Self::Publishing
            | Self::NothingLeft
            | Self::EnteredAgain
            | Self::MarkSet
            | Self::PageEntryWithheld
            | Self::PageEntryShown => true,
        }
    }
}

/// The time that a bank believes: the date of the last entry that moved it.
///
/// An entry moves it forward by a week at most, so that one command under a wrong clock does not
/// put the bank into another year; a longer step is a steward's word, an entry of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BankTime(Option<Instant>);

impl BankTime {
    /// The longest step that needs nobody's word: seven days.
    pub const STEP_MS_MAX: i64 = 7 * 24 * 60 * 60 * 1000;

    /// Before the first entry.
    pub const BEGINNING: Self = Self(None);

    /// What was kept beside the last entry.
    pub fn kept(at: Option<Instant>) -> Self {
        Self(at)
    }

    pub fn at(self) -> Option<Instant> {
        self.0
    }

    /// Whether this moment is further on than entries alone may go.
    pub fn is_far(self, now: Instant) -> bool {
        self.0
            .is_some_and(|at| now.0.saturating_sub(at.0) > Self::STEP_MS_MAX)
    }

    /// The date that an entry made now is given: the clock's, and never before the bank's time.
    pub fn date_of(self, kind: EntryKind, now: Instant) -> Instant {
        match (kind, self.0) {
            (EntryKind::ClockSetBack, _) | (_, None) => now,
            (_, Some(at)) => now.max(at),
        }
    }

    /// After an entry of this kind and date.
    #[must_use]
    pub fn after(self, kind: EntryKind, at: Instant) -> Self {
        match kind {
            EntryKind::ClockConfirmed => Self(self.0.max(Some(at))),
            EntryKind::ClockSetBack => Self(Some(at)),
            _ if !kind.moves_time() || self.is_far(at) => self,
            _ => Self(self.0.max(Some(at))),
        }
    }
}

/// An entry still to be numbered, dated and chained by the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryDraft {
    pub kind: EntryKind,
    /// Who asked; empty: whoever runs the process, filled in by the store.
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

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60 * 1000;

    fn day(n: i64) -> Instant {
        Instant(n * DAY)
    }

    #[test]
    fn a_week_needs_no_word_and_more_does() {
        let time = BankTime::default().after(EntryKind::BankInitialised, day(100));
        assert_eq!(
            time.after(EntryKind::Ingested, day(107)).at(),
            Some(day(107))
        );
        assert_eq!(time.after(EntryKind::Ingested, day(108)), time);
        assert_eq!(time.after(EntryKind::Permit, day(40_000)), time);
        let confirmed = time.after(EntryKind::ClockConfirmed, day(40_000));
        assert_eq!(confirmed.at(), Some(day(40_000)));
        assert_eq!(
            confirmed.after(EntryKind::ClockSetBack, day(101)).at(),
            Some(day(101))
        );
    }

    #[test]
    fn refusals_and_looks_move_nothing() {
        let time = BankTime::default().after(EntryKind::BankInitialised, day(100));
        for kind in [
            EntryKind::Refusal,
            EntryKind::Explained,
            EntryKind::PatientPageRead,
            EntryKind::ConsentExported,
        ] {
            assert_eq!(time.after(kind, day(103)), time, "{kind:?}");
        }
    }
}
