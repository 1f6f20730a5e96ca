//! Which entries of the ledger stand for a copy in somebody's hands: delivered ones, and those that
//! may have left. One that a steward has cleared is none.

use std::collections::BTreeSet;

use sekisho_model::ledger::{Entry, EntryKind};

/// An entry that stands for a copy.
#[derive(Clone, Copy, Debug)]
pub struct CopyEntry<'e> {
    pub kind: CopyKind,
    pub entry: &'e Entry,
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

/// The copies among these entries, in their order; one a delivery.
pub fn copies(entries: &[Entry]) -> impl Iterator<Item = CopyEntry<'_>> {
    let of = |kind: EntryKind, name: &'static str| -> BTreeSet<i64> {
        let found = entries.iter().filter(|e| e.kind == kind);
        found.filter_map(|e| e.facts[name].as_i64()).collect()
    };
    let cleared = of(EntryKind::NothingLeft, "permit");
    let mut ended = of(EntryKind::Delivered, "permit");
    ended.extend(of(EntryKind::Aborted, "permit"));
    ended.extend(of(EntryKind::MayHaveLeft, "permit"));
    entries.iter().filter_map(move |entry| {
        let permit = entry.facts["permit"].as_i64();
        let has = |permits: &BTreeSet<i64>| permit.is_some_and(|permit| permits.contains(&permit));
        let kind = match entry.kind {
            EntryKind::Delivered => CopyKind::Delivered,
            EntryKind::MayHaveLeft if !has(&cleared) => CopyKind::MayHaveLeft,
            EntryKind::Staging if !has(&ended) => CopyKind::OnItsWay,
            _ => return None,
        };
        Some(CopyEntry { kind, entry })
    })
}
