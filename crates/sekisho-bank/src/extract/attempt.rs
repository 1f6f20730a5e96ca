//! What became of each attempt at a delivery, told from the ledger and from what lies on the disk.
//!
//! A permit without a `staging` entry never had a byte staged: aborted. One whose `publishing` entry
//! names a folder that stands at the destination, with the very certificate, is delivered. Any other
//! that staged a byte may have left: the folder could have been copied, the copy moved.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use sekisho_model::Instant;
use sekisho_model::book::{
    Aborted, Attempt, Delivered, Entry, EntryDraft, MayHaveLeft, Publishing, Staging, Told,
};
use sekisho_store::{Beside, StagingPlace};

use super::odd;
use super::road::path_digest;
use crate::bank::Bank;
use crate::error::BankError;
use crate::lock;
use crate::recall::{PermitEntry, permit_of};
use crate::record::certificate::digest_of;
use crate::release::{certificate_in, is_place};

/// How an attempt ended; with the entry that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Aborted,
    Delivered(i64),
    MayHaveLeft(i64),
}

/// What an opening found to settle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Permits whose process ended without saying how.
    pub closed: usize,
    /// Staging folders that were swept.
    pub swept: Vec<PathBuf>,
    /// Those that can't be: the disk is not there, or the folder can't be deleted.
    pub left: Vec<PathBuf>,
}

impl Bank {
    /// The shared lock says that an extract runs; whoever can take it alone knows that none does.
    pub(crate) fn running(&self) -> Result<File, BankError> {
        lock::shared(&self.lock())
    }

    /// Nobody else uses the bank's keys while this is held.
    pub(crate) fn alone(&self) -> Result<File, BankError> {
        let file = lock::file(&self.lock())?;
        file.try_lock().map_err(|_| {
            let by = lock::named(&self.lock());
            let (ja, en) = match by.is_empty() {
                true => (String::new(), String::new()),
                false => (format!("（プロセス {by}）"), format!(" (process {by})")),
            };
            BankError::keys(
                format!("いま別の提供か鍵の操作が動いています{ja}。終わってからもう一度実行してください"),
                format!("an extract or another work with keys is running{en}; try again when it has ended"),
            )
        })?;
        Ok(file)
    }

    /// Whether somebody makes a delivery right now.
    pub fn extract_runs(&self) -> Result<bool, BankError> {
        Ok(lock::file(&self.lock())?.try_lock().is_err())
    }

    fn lock(&self) -> PathBuf {
        self.dir.join("extract.lock")
    }

    /// Ends what a killed process left open: ends of keys, permits, recalls, staging folders. While
    /// an extract runs nothing is touched; its own end is its own.
    pub async fn close_abandoned(&self, now: Instant) -> Result<Settled, BankError> {
        let mut settled = Settled::default();
        let file = lock::file(&self.lock())?;
        if file.try_lock().is_err() {
            return Ok(settled);
        }
        self.note_endings(now).await?;
        self.note_removals(now).await?;
        for permit in self.open_permits().await? {
            let why = "the process ended before it said how the delivery ended";
            self.end_attempt(permit, None, why, now).await?;
            settled.closed += 1;
        }
        self.settle_recalls(now).await?;
        for place in self.store.staging_left().await? {
            match self.sweep(&place).await? {
                Sweep::Gone => {}
                Sweep::Swept => settled.swept.push(place.place),
                Sweep::Left => settled.left.push(place.place),
            }
        }
        Ok(settled)
    }

    async fn open_permits(&self) -> Result<Vec<i64>, BankError> {
        Ok(self.store.open_permits().await?)
    }

    /// Writes the end of an attempt. `staged`: what its own process knows of its first byte; `None`:
    /// nobody knows any more. Its folder is no longer written to.
    pub(crate) async fn end_attempt(
        &self,
        permit: i64,
        staged: Option<bool>,
        why: &str,
        now: Instant,
    ) -> Result<End, BankError> {
        let permit = permit_of(&self.store, permit).await?;
        let PermitEntry {
            entry: permit,
            told,
        } = permit.ok_or_else(|| odd("an attempt without its permit"))?;
        let staging = self.of_permit::<Staging>(permit.seq).await?;
        let publishing = self.of_permit::<Publishing>(permit.seq).await?;
        if let Some((intent, told)) = &publishing
            && let Some(delivered) = self.standing_copy(intent, told, now).await?
        {
            self.store.staging_gone(permit.seq).await?;
            self.settle_recalls(now).await?;
            return Ok(End::Delivered(delivered));
        }
        let end = match staging {
            Some(staging) if staged != Some(false) => {
                let left = self.may_have_left(&permit, staging, publishing, why, now);
                End::MayHaveLeft(left.await?)
            }
            staging => {
                let untold: Vec<i64> = staging.iter().map(|(entry, _)| entry.seq).collect();
                let aborted = Aborted {
                    permit: permit.seq,
                    delivery: told.delivery,
                    reason: why.to_owned(),
                };
                let draft = EntryDraft::new(permit.who.as_str(), aborted);
                let beside = Beside {
                    untold: &untold,
                    ..Beside::default()
                };
                self.store.append_beside(vec![draft], now, beside).await?;
                End::Aborted
            }
        };
        self.settle_recalls(now).await?;
        if let Some(place) = self.store.staging_of(permit.seq).await? {
            self.sweep(&place).await?;
        }
        Ok(end)
    }

    /// The copy that the intent names stands at its destination: then it is delivered.
    async fn standing_copy(
        &self,
        intent: &Entry,
        told: &Publishing,
        now: Instant,
    ) -> Result<Option<i64>, BankError> {
        let Some(place) = self.store.staging_of(told.of.permit).await? else {
            return Ok(None);
        };
        let named = told.folder.destination == path_digest(&place.destination);
        let found = digest_of(&certificate_in(&place.destination));
        let same = found.is_ok_and(|found| told.folder.certificate == found);
        if !named || !same {
            return Ok(None);
        }
        let people = self.store.subjects_of_entry(intent.seq).await?;
        Ok(Some(self.note_delivered(intent, people, now).await?))
    }

    /// The end that the intent was for.
    pub(crate) async fn note_delivered(
        &self,
        intent: &Entry,
        people: Vec<i64>,
        now: Instant,
    ) -> Result<i64, BankError> {
        let told = intent.told::<Publishing>()?;
        let told = told.ok_or_else(|| odd("a delivery that was never announced"))?;
        let delivered = Delivered {
            of: told.of,
            told: Some(told.told),
            publishing: Some(intent.seq),
        };
        let draft = EntryDraft::new(intent.who.as_str(), delivered).about(people);
        self.note_copy(draft, now).await
    }

    async fn may_have_left(
        &self,
        permit: &Entry,
        (staging, begun): (Entry, Staging),
        publishing: Option<(Entry, Publishing)>,
        why: &str,
        now: Instant,
    ) -> Result<i64, BankError> {
        let (of, told, publishing) = match publishing {
            Some((entry, announced)) => {
                let of = Attempt::Announced(Box::new(announced.of));
                (of, announced.told, Some(entry.seq))
            }
            None => (Attempt::Staged(Box::new(begun.of)), begun.told, None),
        };
        let last = publishing.unwrap_or(staging.seq);
        let people = self.store.subjects_of_entry(last).await?;
        let left = MayHaveLeft {
            of,
            told,
            reason: why.to_owned(),
            staging: staging.seq,
            publishing,
        };
        let draft = EntryDraft::new(permit.who.as_str(), left).about(people);
        self.note_copy(draft, now).await
    }

    /// An entry that stands for a copy; what a no of the meantime brings about is still to be asked.
    async fn note_copy(&self, draft: EntryDraft, now: Instant) -> Result<i64, BankError> {
        let beside = Beside {
            unsettled: true,
            ..Beside::default()
        };
        let entries = self.store.append_beside(vec![draft], now, beside).await?;
        let entry = entries.and_then(|entries| entries.into_iter().next());
        let entry = entry.ok_or_else(|| odd("an end was not written"))?;
        Ok(entry.seq)
    }

    /// The last entry of this kind about this permit, and what it says.
    pub(crate) async fn of_permit<F: Told>(
        &self,
        permit: i64,
    ) -> Result<Option<(Entry, F)>, BankError> {
        let Some(entry) = self.store.of_permit(F::KIND, permit).await? else {
            return Ok(None);
        };
        let told = entry.told::<F>()?;
        Ok(told.map(|told| (entry, told)))
    }

    /// Removes a staging folder whose process is gone. Only a folder that the ledger names, under a
    /// name that only a staging folder has.
    async fn sweep(&self, place: &StagingPlace) -> Result<Sweep, BankError> {
        let staging = self.of_permit::<Staging>(place.permit).await?;
        let named = staging.is_none_or(|(_, told)| told.folder.place == path_digest(&place.place));
        let outcome = match named && is_place(&place.place) {
            true => swept(&place.place),
            false => Sweep::Left,
        };
        if outcome != Sweep::Left {
            self.store.staging_gone(place.permit).await?;
        }
        Ok(outcome)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sweep {
    Gone,
    Swept,
    Left,
}

/// A folder that is not there is gone only where its parent is: a disk may be away.
fn swept(place: &Path) -> Sweep {
    match fs::symlink_metadata(place) {
        Ok(found) if found.is_dir() => {
            let alive = File::open(place).is_ok_and(|folder| folder.try_lock().is_err());
            match !alive && fs::remove_dir_all(place).is_ok() {
                true => Sweep::Swept,
                false => Sweep::Left,
            }
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            match place.parent().is_some_and(Path::is_dir) {
                true => Sweep::Gone,
                false => Sweep::Left,
            }
        }
        _ => Sweep::Left,
    }
}
