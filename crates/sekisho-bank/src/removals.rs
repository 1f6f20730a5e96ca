//! Records that are out: what a steward says of them, and what the ledger and the recipients hear.
//!
//! The store acts first, because being out is the safe side; what it did and the ledger does not
//! know yet is noted at the end of the command, or at the next opening of the bank.

mod recheck;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::Instant;
use sekisho_model::book::{
    EntryDraft, EntryKind, Fact, RecordsRetired, RecordsReturned, WaitingDecided,
};
use sekisho_model::source::Source;
use sekisho_store::{Decided, Removal, RemovalState, Why};

use crate::bank::Bank;
use crate::error::BankError;
use crate::recall::{Kind, owed_for_removal};

/// What taking records out did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retired {
    /// Records that are out now; those that were out already are not counted.
    pub records: u64,
    /// Copies of which the recipient is to be told, or that are to come back.
    pub copies: u64,
    /// The ledger's entry.
    pub seq: i64,
}

impl Bank {
    /// A steward takes records (`Type/id`) out: they leave cohorts, counts and deliveries, today and
    /// for every earlier day; nothing is erased. `recall`: copies are to be deleted too, also of
    /// records that are out already.
    pub async fn retire(
        &self,
        records: &[String],
        (who, why): (&str, &str),
        recall: bool,
        now: Instant,
    ) -> Result<Retired, BankError> {
        self.steward_because(who, why).await?;
        let mut named = Vec::new();
        for record in records {
            named.push(self.named(record).await?);
        }
        let mut removals = BTreeSet::new();
        let mut standing = Vec::new();
        for (kind, id) in named {
            let out = self.out_for_good(&kind, &id).await?;
            match out.first() {
                Some(removal) if recall => _ = removals.insert(*removal),
                _ => standing.push((kind, id)),
            }
        }
        let mut taken_out = 0;
        if !standing.is_empty() {
            let by = Decided { who, why, at: now };
            let before = self
                .store
                .removals()
                .await?
                .last()
                .map_or(0, |last| last.id);
            if let Err((kind, id)) = self.store.retire(&standing, by).await? {
                return Err(not_there(&kind, &id));
            }
            let new = self.store.removals().await?;
            for removal in new.into_iter().filter(|removal| removal.id > before) {
                let out = self.store.removed(removal.id).await?;
                let each: BTreeSet<_> = out.iter().map(|r| (&r.kind, &r.source_id)).collect();
                taken_out += each.len() as u64;
                removals.insert(removal.id);
            }
        }
        let kind = if recall { Kind::Recall } else { Kind::Notify };
        let (mut copies, mut seq) = (0, 0);
        for id in removals {
            if let Some(removal) = self.store.removal(id).await? {
                let (entry, told) = self.note_removal(&removal, kind, who, now).await?;
                (copies, seq) = (copies + told, entry);
            }
        }
        Ok(Retired {
            records: taken_out,
            copies,
            seq,
        })
    }

    /// A steward lets a record stand again that was deleted or retired.
    pub async fn bring_back(
        &self,
        record: &str,
        (who, why): (&str, &str),
        now: Instant,
    ) -> Result<Retired, BankError> {
        self.steward_because(who, why).await?;
        let (kind, id) = self.named(record).await?;
        let out = self.out_for_good(&kind, &id).await?;
        let Some(removal) = out.first() else {
            return Err(BankError::usage(
                format!("{record} は削除も取り下げもされていません"),
                format!("{record} was neither deleted nor retired"),
            ));
        };
        let removed = self.store.removed(*removal).await?;
        let its = removed
            .iter()
            .filter(|r| r.kind == kind && r.source_id == id);
        // The ledger first: what stands again without an entry could leave.
        let returned = RecordsReturned {
            removal: *removal,
            kind: kind.clone(),
            justification: why.to_owned(),
        };
        let subjects = its.filter_map(|r| r.subject).map(|s| s.0).collect();
        let seq = self.note(who, returned, subjects, now).await?;
        let back = self.store.bring_back(&kind, &id, now).await?;
        Ok(Retired {
            records: back.map_or(0, |back| back.records),
            copies: 0,
            seq,
        })
    }

    /// What waits for a steward, oldest first.
    pub async fn waiting(&self, who: &str) -> Result<Vec<Removal>, BankError> {
        self.steward(who).await?;
        let mut removals = self.store.removals().await?;
        removals.retain(|removal| removal.state == RemovalState::Waits);
        Ok(removals)
    }

    /// The source is right (`true`), or the bank keeps what it had.
    pub async fn decide_waiting(
        &self,
        id: i64,
        source_is_right: bool,
        (who, why): (&str, &str),
        now: Instant,
    ) -> Result<Removal, BankError> {
        self.steward_because(who, why).await?;
        let by = Decided { who, why, at: now };
        let decided = match source_is_right {
            true => self.store.confirm(id, by).await?,
            false => self.store.reject(id, by).await?,
        };
        let decided = decided.ok_or_else(|| {
            BankError::usage(
                format!(
                    "{id} という保留はありません。`sekisho bank held BANK list --as WHO` で番号を見られます"
                ),
                format!(
                    "nothing of number {id} waits; `sekisho bank held BANK list --as WHO` shows what does"
                ),
            )
        })?;
        if decided.why == Why::Moved && source_is_right {
            self.recheck(&decided, now).await?;
        }
        self.note_removals(now).await?;
        Ok(decided)
    }

    /// Writes what the ledger does not know yet of records that are out.
    pub async fn note_removals(&self, now: Instant) -> Result<(), BankError> {
        let open = self.store.removals().await?;
        let open = open.into_iter().filter(|removal| {
            removal.seq.is_none()
                && matches!(removal.state, RemovalState::Done | RemovalState::Rejected)
        });
        for removal in open {
            let who = removal.who.clone().unwrap_or_default();
            self.note_removal(&removal, Kind::Notify, &who, now).await?;
        }
        Ok(())
    }

    /// The removal's entry, where there is none yet, with the duties that it brings about. Gives the
    /// entry and how many duties are new.
    async fn note_removal(
        &self,
        removal: &Removal,
        kind: Kind,
        who: &str,
        now: Instant,
    ) -> Result<(i64, u64), BankError> {
        let known = self.noted_as(removal).await?;
        let mut drafts = Vec::new();
        if known.is_none() {
            drafts.push(self.entry_of(removal).await?);
        }
        let stays_out = match removal.why {
            Why::Points | Why::Person => removal.state == RemovalState::Rejected,
            _ => removal.state == RemovalState::Done,
        };
        if let (true, Some(_)) = (stays_out, self.store.bundle().await?) {
            let gate = self.gate().await?;
            let policy = &gate.bundle().policy;
            let owed = owed_for_removal(&self.store, policy, removal, kind, who);
            drafts.extend(owed.await?);
        }
        let told = drafts
            .iter()
            .filter(|d| d.kind() == EntryKind::RecallOpened);
        let told = told.count() as u64;
        let entries = self.store.append_all(drafts, now).await?;
        let seq = known.unwrap_or_else(|| entries.first().map_or(0, |entry| entry.seq));
        if removal.seq.is_none() {
            self.store.noted(removal.id, seq).await?;
        }
        Ok((seq, told))
    }

    /// The entry about this removal. A process that was killed in between left it in the ledger alone.
    async fn noted_as(&self, removal: &Removal) -> Result<Option<i64>, BankError> {
        if removal.seq.is_some() {
            return Ok(removal.seq);
        }
        let entries = self.store.of_removal(removal.id).await?;
        for entry in entries.iter().rev() {
            let retired = entry.told::<RecordsRetired>()?;
            let decided = entry.told::<WaitingDecided>()?;
            let word = retired.map(|told| told.decided);
            let word = word.or(decided.map(|told| told.decided));
            if word.as_deref() == Some(removal.state.word()) {
                return Ok(Some(entry.seq));
            }
        }
        Ok(None)
    }

    async fn entry_of(&self, removal: &Removal) -> Result<EntryDraft, BankError> {
        let out = self.store.removed(removal.id).await?;
        let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for record in &out {
            let of_kind = ids.entry(&record.kind).or_default();
            of_kind.insert(&record.source_id);
        }
        let kinds: BTreeMap<String, u64> = ids
            .into_iter()
            .map(|(kind, ids)| (kind.to_owned(), ids.len() as u64))
            .collect();
        let records = kinds.values().sum();
        let taken_out = matches!(removal.why, Why::Deleted | Why::Retired)
            || (removal.why == Why::Purge && removal.state == RemovalState::Done);
        let (why, decided) = (
            removal.why.word().to_owned(),
            removal.state.word().to_owned(),
        );
        let justification = removal.justification.clone();
        let fact: Fact = match taken_out {
            true => RecordsRetired {
                removal: removal.id,
                why,
                decided,
                records,
                kinds,
                justification,
            }
            .into(),
            false => WaitingDecided {
                removal: removal.id,
                why,
                decided,
                records,
                kinds,
                justification,
            }
            .into(),
        };
        let about = out.iter().filter_map(|r| r.subject).map(|s| s.0).collect();
        let who = removal.who.clone().unwrap_or_default();
        Ok(EntryDraft::new(who, fact).about(about))
    }

    /// `Type/id` as a person writes it, `Type/SOURCE:id` of a named source. An id that several sources
    /// gave names nothing for certain.
    async fn named(&self, record: &str) -> Result<(String, String), BankError> {
        let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric());
        let is_id = |id: &str| {
            let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.');
            !id.is_empty() && id.bytes().all(letter)
        };
        let split = record.split_once('/').filter(|(kind, _)| word(kind));
        let split = split.and_then(|(kind, id)| {
            let (source, bare) = Source::split(id).filter(|(_, bare)| is_id(bare))?;
            Some((kind, id.contains(':'), source, bare))
        });
        let Some((kind, says, source, bare)) = split else {
            return Err(BankError::usage(
                "記録は Condition/c1 のように「種類/id」で、名前のある送り元のものは Condition/送り元:c1 と書いてください",
                "write a record as TYPE/ID, for example Condition/c1; one of a named source as TYPE/SOURCE:ID",
            ));
        };
        if says {
            return Ok((kind.to_owned(), source.id(bare)));
        }
        let mut held = Vec::new();
        for source in self.store.sources().await? {
            let id = source.id(bare);
            if self.store.has_record(kind, &id).await? {
                held.push((source, id));
            }
        }
        match &held[..] {
            [_, _, ..] => {
                let names: Vec<String> = held
                    .iter()
                    .map(|(source, _)| format!("{kind}/{source}:{bare}"))
                    .collect();
                let names = names.join(", ");
                Err(BankError::usage(
                    format!(
                        "{record} は二つ以上の送り元にあります。どれかを書いてください: {names}"
                    ),
                    format!("several sources have {record}; write which one: {names}"),
                ))
            }
            [(_, id)] => Ok((kind.to_owned(), id.clone())),
            [] => Ok((kind.to_owned(), bare.to_owned())),
        }
    }

    /// The removals by which a record is out for good, newest first.
    async fn out_for_good(&self, kind: &str, id: &str) -> Result<Vec<i64>, BankError> {
        let mut found = Vec::new();
        for removal in self.store.removals_of(kind, id).await? {
            let known = self.store.removal(removal).await?;
            let done = known.is_some_and(|removal| {
                removal.state == RemovalState::Done
                    && matches!(removal.why, Why::Deleted | Why::Retired | Why::Purge)
            });
            found.extend(done.then_some(removal));
        }
        Ok(found)
    }
}

fn not_there(kind: &str, id: &str) -> BankError {
    BankError::usage(
        format!(
            "{kind}/{id} という記録は銀行にないか、もう取り下げられています。何も変えていません（渡した写しの回収は --recall、取り消しは --undo）"
        ),
        format!(
            "the bank has no record {kind}/{id}, or it is out already; nothing was changed (--recall asks for copies back, --undo lets it stand again)"
        ),
    )
}
