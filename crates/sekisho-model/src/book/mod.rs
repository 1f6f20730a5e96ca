//! The book, which people call the ledger: what was asked, decided and delivered, each entry chained
//! to the one before.
//!
//! One struct a kind of entry, written and read here and nowhere else. What is chained is the text
//! that was stored, so an entry of another version verifies whatever this one can read of it: a kind
//! of a later version is kept and named, and a field that an earlier version did not have is an
//! `Option` that says what its absence means.

mod bank;
mod checkpoint;
mod consent;
mod copy;
mod entry;
mod keys;
mod kind;
mod page;
mod permit;
mod recall;
mod refusal;
mod removal;
mod terms;
mod time;
pub mod tree;

#[cfg(test)]
mod tests;

pub use bank::{
    BackedUp, BankInitialised, BundleLoaded, ClockConfirmed, ClockSetBack, EnteredAgain, Ingested,
    MarkSet, ModelTold, PeopleLoaded, Restored,
};
pub use checkpoint::{Checkpoint, Proof, SignedCheckpoint};
pub use consent::{
    ConsentExported, ConsentRecorded, ConsentVoided, FormCorrected, Receipt, SignatureFell,
    StewardAnswered, StewardAsked,
};
pub use copy::{
    Aborted, Announced, Attempt, Delivered, DeliveredFile, Deviation, Folder, GuardCleared, Left,
    MayHaveLeft, NothingLeft, PublishedFolder, Publishing, Staged, Staging,
};
pub use entry::{Entry, EntryDraft, Kind, Owes, Unread, subject_set_digest};
pub use keys::{
    KeyAdded, KeyLine, KeysRotated, PassphraseChanged, ScopeKeyDestroyed, ScopeKeyMoved,
};
pub use kind::{EntryKind, Fact, Told};
pub use page::{PageEntryShown, PageEntryWithheld, PatientPageRead, RecordOpened};
pub use permit::{
    CountPermit, EmergencyOpened, Explained, ExtractPermit, Permit, Question, ReviewOwed,
    TracePermit,
};
pub use recall::{
    RecallAcknowledged, RecallCertified, RecallKind, RecallOpened, RecallShown, Relied,
};
pub use refusal::{Cause, Quoted, Refusal};
pub use removal::{RecordsRetired, RecordsReturned, WaitingDecided};
pub use terms::Terms;
pub use time::BankTime;
