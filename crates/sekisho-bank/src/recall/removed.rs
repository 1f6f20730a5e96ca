//! Who holds a copy of records that are out now: each recipient is told, once a person and a copy.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::book::{EntryDraft, RecallOpened};
use sekisho_model::consent::Duration;
use sekisho_model::identity::Subject;
use sekisho_model::policy::Policy;
use sekisho_model::{DataClass, Digest};
use sekisho_store::{Removal, Removed, Store};

use super::Terms;
use super::duty::Kind;
use super::owed::{held, permit_of};
use super::rests::Moment;
use crate::error::BankError;

/// Within this the recipient is to be told.
const WITHIN: Duration = Duration::Days(30);

/// The duties that a removal brings about. An anonymized copy names nobody, so nobody can find the
/// records in it.
pub(crate) async fn owed_for_removal(
    store: &Store,
    policy: &Policy,
    removal: &Removal,
    kind: Kind,
    who: &str,
) -> Result<Vec<EntryDraft>, BankError> {
    let mut by_person: BTreeMap<Subject, Vec<Removed>> = BTreeMap::new();
    for record in store.removed(removal.id).await? {
        if let Some(subject) = record.subject.filter(|_| record.from < record.until) {
            by_person.entry(subject).or_default().push(record);
        }
    }
    let mut drafts = Vec::new();
    for (subject, records) in by_person {
        let entries = store.entries_about(subject).await?;
        let mut known = BTreeSet::new();
        for entry in &entries {
            let opened = entry.told::<RecallOpened>()?;
            known.extend(opened.map(|told| told.id));
        }
        for copy in held(&entries)? {
            let permit = permit_of(store, copy.left().permit).await?;
            let (Some(terms), Some(permit)) = (Terms::read(&copy.left(), policy), permit) else {
                continue;
            };
            let then = Moment::of(&permit).snapshot;
            let left = records
                .iter()
                .filter(|r| r.from <= then && then < r.until && terms.classes.contains(&r.class));
            let classes: BTreeSet<DataClass> = left.map(|record| record.class.clone()).collect();
            let id = name(copy.entry.seq, removal.id, subject, kind);
            if classes.is_empty() || terms.anonymized() || known.contains(&id) {
                continue;
            }
            let at = removal.decided.unwrap_or(removal.at);
            let opened = RecallOpened {
                id,
                kind,
                delivered: copy.entry.seq,
                terms,
                items: Vec::new(),
                classes,
                effective: removal.at,
                recorded: at,
                due: WITHIN.after(at, store.settings().zone),
                within: WITHIN.to_string(),
                place: String::new(),
                removal: Some(removal.id),
            };
            drafts.push(EntryDraft::new(who, opened).about(vec![subject.0]));
        }
    }
    Ok(drafts)
}

/// `R12-5f3a90c1`: the same removal and copy of a person have one name, for telling and for recall.
fn name(copy: i64, removal: i64, subject: Subject, kind: Kind) -> String {
    let kind: &[u8] = match kind {
        Kind::Recall => b"removal, recall",
        Kind::Notify => b"removal",
    };
    let parts = [copy, removal, subject.0].map(i64::to_be_bytes);
    let digest = Digest::of_parts([kind, &parts[0], &parts[1], &parts[2]]);
    format!("R{copy}-{}", &digest.hex()[..8])
}
