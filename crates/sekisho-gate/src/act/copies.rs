//! Which entries of the ledger stand for a copy in somebody's hands: delivered ones, and those that
//! may have left. One that a steward has cleared is none.

use std::collections::BTreeSet;

use sekisho_model::book::{
    Aborted, Attempt, Delivered, Entry, EntryKind, Left, MayHaveLeft, NothingLeft, Unread,
};

/// An entry that stands for a copy, and what it tells of it.
#[derive(Clone, Debug)]
pub struct CopyEntry {
    pub kind: CopyKind,
    pub entry: Entry,
    of: Attempt,
}

/// How sure it is that the copy is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyKind {
    Delivered,
    /// The delivery ended otherwise after its first staged byte.
    MayHaveLeft,
    /// Its first byte is staged, or about to be, and nobody knows the end yet.
    OnItsWay,
}

impl CopyEntry {
    /// The copy that this entry alone tells of; `None`: it tells of none.
    pub fn of(entry: &Entry) -> Result<Option<Self>, Unread> {
        let kind = match entry.kind.known() {
            Some(EntryKind::Delivered) => CopyKind::Delivered,
            Some(EntryKind::MayHaveLeft) => CopyKind::MayHaveLeft,
            Some(EntryKind::Staging) => CopyKind::OnItsWay,
            Some(_) | None => return Ok(None),
        };
        Ok(entry.attempt()?.map(|of| Self {
            kind,
            entry: entry.clone(),
            of,
        }))
    }

    pub fn left(&self) -> Left<'_> {
        self.of.left()
    }
}

/// The copies among these entries, in their order; one a delivery.
pub fn copies(entries: &[Entry]) -> Result<Vec<CopyEntry>, Unread> {
    let (mut cleared, mut ended) = (BTreeSet::new(), BTreeSet::new());
    for entry in entries {
        cleared.extend(entry.told::<NothingLeft>()?.map(|told| told.permit));
        ended.extend(entry.told::<Delivered>()?.map(|told| told.of.permit));
        ended.extend(entry.told::<Aborted>()?.map(|told| told.permit));
        ended.extend(
            entry
                .told::<MayHaveLeft>()?
                .map(|told| told.of.left().permit),
        );
    }
    let mut copies = Vec::new();
    for entry in entries {
        let Some(copy) = CopyEntry::of(entry)? else {
            continue;
        };
        let permit = copy.left().permit;
        let stands = match copy.kind {
            CopyKind::Delivered => true,
            CopyKind::MayHaveLeft => !cleared.contains(&permit),
            CopyKind::OnItsWay => !ended.contains(&permit),
        };
        copies.extend(stands.then_some(copy));
    }
    Ok(copies)
}
