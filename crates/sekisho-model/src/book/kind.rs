//! The kinds of entry: each with its word, whether it moves the bank's time, and its struct.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::*;

/// What one kind of entry says.
pub trait Told: Serialize + DeserializeOwned {
    const KIND: EntryKind;
}

/// One line a kind: its word in the stored text, and whether the bank's time may go on with such an
/// entry. Refusals and looks never move it: anybody can cause them.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $word:literal, moves_time: $moves:literal;)*) => {
        /// What an entry records. New kinds are added, none is ever reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum EntryKind {
            $($(#[$doc])* #[serde(rename = $word)] $kind,)*
        }

        impl EntryKind {
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            pub fn word(self) -> &'static str {
                match self { $(Self::$kind => $word,)* }
            }

            pub fn moves_time(self) -> bool {
                match self { $(Self::$kind => $moves,)* }
            }
        }

        /// What an entry says, by its kind.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Fact {
            $($kind(Box<$kind>),)*
        }

        impl Fact {
            pub fn kind(&self) -> EntryKind {
                match self { $(Self::$kind(_) => EntryKind::$kind,)* }
            }

            /// The text that an entry of this kind was stored with.
            pub fn read(kind: EntryKind, text: &str) -> serde_json::Result<Self> {
                match kind { $(EntryKind::$kind => serde_json::from_str(text).map(Self::$kind),)* }
            }
        }

        impl Serialize for Fact {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$kind(told) => told.serialize(serializer),)* }
            }
        }

        $(
            impl Told for $kind {
                const KIND: EntryKind = EntryKind::$kind;
            }

            impl From<$kind> for Fact {
                fn from(told: $kind) -> Self { Self::$kind(Box::new(told)) }
            }
        )*
    };
}

kinds! {
    BankInitialised = "bank_initialised", moves_time: true;
    BundleLoaded = "bundle_loaded", moves_time: true;
    PeopleLoaded = "people_loaded", moves_time: true;
    Ingested = "ingested", moves_time: true;
    ConsentRecorded = "consent_recorded", moves_time: true;
    /// Written before the first byte leaves.
    Permit = "permit", moves_time: true;
    Refusal = "refusal", moves_time: false;
    /// The files stand at their destination.
    Delivered = "delivered", moves_time: true;
    /// A permit whose delivery did not finish.
    Aborted = "aborted", moves_time: false;
    Explained = "explained", moves_time: false;
    /// Somebody opened records without consent to save a life; a review is owed.
    EmergencyOpened = "emergency_opened", moves_time: true;
    /// Somebody opened what the bank keeps about a delivery.
    RecordOpened = "record_opened", moves_time: false;
    /// Every secret lies under a new generation of its key; what it derives is the same.
    KeysRotated = "keys_rotated", moves_time: true;
    /// The bank's keys are sealed by another passphrase, or by one for the first time.
    PassphraseChanged = "passphrase_changed", moves_time: true;
    /// A named key was made.
    KeyAdded = "key_added", moves_time: true;
    /// A scope's secret was put under the key that the policy names.
    ScopeKeyMoved = "scope_key_moved", moves_time: true;
    /// A scope's secret is gone: what was delivered under it joins nothing any more.
    ScopeKeyDestroyed = "scope_key_destroyed", moves_time: true;
    /// A person took consent back: a copy that left before is to be taken back from its recipient.
    RecallOpened = "recall_opened", moves_time: true;
    /// The recipient's side knows of the recall.
    RecallAcknowledged = "recall_acknowledged", moves_time: true;
    /// The recipient's certificate of deletion, by its digest.
    RecallCertified = "recall_certified", moves_time: true;
    /// The person's pseudonym was shown to whoever must find the copy.
    RecallShown = "recall_shown", moves_time: false;
    /// 逸脱: a delivery was made after a withdrawal took effect that was keyed in only later.
    Deviation = "deviation", moves_time: true;
    /// A signature turned out to be impossible, or never given: what left on it is taken back.
    SignatureFell = "signature_fell", moves_time: true;
    /// Something was put before the data stewards that a table can't decide.
    StewardAsked = "steward_asked", moves_time: false;
    /// A steward looked at it.
    StewardAnswered = "steward_answered", moves_time: true;
    /// An event was taken out of the book's effect by a steward and a second person.
    ConsentVoided = "consent_voided", moves_time: true;
    /// A board said what an item of a form had meant all along; old signatures are read so.
    FormCorrected = "form_corrected", moves_time: true;
    /// Somebody read the page of what happened to a person's data.
    PatientPageRead = "patient_page_read", moves_time: false;
    /// A steward took people's state of consent out, as FHIR Consents.
    ConsentExported = "consent_exported", moves_time: false;
    /// A steward answers for it that what a recipient was told before is no longer compared.
    GuardCleared = "guard_cleared", moves_time: true;
    /// A steward says that the clock is right although it is far past the last entry.
    ClockConfirmed = "clock_confirmed", moves_time: true;
    /// A steward and a second person set a bank right that believed a later day than today's.
    ClockSetBack = "clock_set_back", moves_time: true;
    /// Records are out: their source deleted them, or a steward retired them.
    RecordsRetired = "records_retired", moves_time: true;
    /// A steward lets records stand again that were out.
    RecordsReturned = "records_returned", moves_time: true;
    /// A steward decided about records that waited: whom they are about, or a large deletion.
    WaitingDecided = "waiting_decided", moves_time: true;
    /// The first byte of a delivery is about to be staged: about whom, for whom, on which terms.
    Staging = "staging", moves_time: true;
    /// Everything is staged and about to be moved to its destination: all that `delivered` will say.
    Publishing = "publishing", moves_time: true;
    /// A delivery that ended otherwise after its first staged byte: a copy may be in somebody's hands.
    MayHaveLeft = "may_have_left", moves_time: false;
    /// A steward answers for it that no copy of such a delivery is in anybody's hands.
    NothingLeft = "nothing_left", moves_time: true;
    /// A copy of the whole bank was made.
    BackedUp = "backed_up", moves_time: false;
    /// The bank is one that came back from a backup: what was recorded since is not in it.
    Restored = "restored", moves_time: false;
    /// A steward answers for it that what was recorded since the backup was entered again.
    EnteredAgain = "entered_again", moves_time: true;
    /// From here on a mark outside of the bank's folder tells how far the ledger has come.
    MarkSet = "mark_set", moves_time: true;
    /// A steward keeps an entry off a person's page until a day: showing it might harm somebody.
    PageEntryWithheld = "page_entry_withheld", moves_time: true;
    /// A steward lets it show again before that day.
    PageEntryShown = "page_entry_shown", moves_time: true;
}
