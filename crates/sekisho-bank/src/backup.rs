//! A copy of the whole bank, and the bank that comes back from it.
//!
//! What was recorded after the copy is not in it: withdrawals, deliveries. So a bank that came back
//! lets nothing out until a steward has said that the withdrawals since were entered again.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sekisho_model::book::{BackedUp, EntryDraft, Restored};
use sekisho_model::{Digest, Instant};
use sekisho_store::{BACKUP as LIST, Part, Store, own};
use serde::{Deserialize, Serialize};

use crate::bank::Bank;
use crate::error::BankError;
use crate::keys::Passphrase;
use crate::record::certificate::{digest_of, files_below};
use crate::record::pretty;
use crate::release::parent_of;

const FORMAT: &str = "sekisho-backup-1";
/// Folders of a bank beside its three files.
const FOLDERS: [&str; 2] = ["keys", "blobs"];

/// `backup.json`: what the copy is of, and every file of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    format: String,
    /// The bank's identity.
    pub bank: String,
    pub made: Instant,
    /// The last entry of the ledger that is in it.
    pub ledger_seq: i64,
    pub ledger_digest: Digest,
    /// By path below the folder.
    pub files: BTreeMap<String, Digest>,
}

impl Bank {
    /// Copies the bank of this moment to a folder that does not exist; the whole folder or none.
    /// Large objects that lie outside of the bank's folder stay where they are.
    pub async fn backup(&self, to: &Path, who: &str, now: Instant) -> Result<Backup, BankError> {
        free(to)?;
        // Keys are not rotated meanwhile.
        let _running = self.running()?;
        let seq = self.note(who, BackedUp {}, Vec::new(), now).await?;
        let half = beside(to);
        let made = self.copy_into(&half, seq, now).await;
        finished(made, &half, to)
    }

    async fn copy_into(&self, half: &Path, seq: i64, now: Instant) -> Result<Backup, BankError> {
        own::make(half).map_err(|e| BankError::file(half, e))?;
        self.store.copy_to(half, now).await?;
        for folder in FOLDERS {
            let from = self.dir.join(folder);
            if from.is_dir() {
                copy(&from, &half.join(folder)).map_err(|e| BankError::file(&from, e))?;
            }
        }
        let entry = self.store.entry(seq).await?.ok_or(BankError::Key)?;
        let backup = Backup {
            format: FORMAT.into(),
            bank: self.store.identity().await?,
            made: now,
            ledger_seq: seq,
            ledger_digest: entry.digest,
            files: digests(half).map_err(|e| BankError::file(half, e))?,
        };
        let list = half.join(LIST);
        let written = own::create(&list).and_then(|mut file| file.write_all(&pretty(&backup)));
        written.map_err(|e| BankError::file(&list, e))?;
        Ok(backup)
    }

    /// Makes a bank of a backup, in a folder that does not exist. It lets nothing out yet.
    pub async fn restore(
        from: &Path,
        to: &Path,
        passphrase: Option<Passphrase>,
        who: &str,
        now: impl FnOnce(&Store) -> Result<Instant, BankError>,
    ) -> Result<(Self, Backup), BankError> {
        free(to)?;
        let backup = read(from)?;
        let half = beside(to);
        let made = bring_back(from, &half, &backup, who, now).await;
        finished(made, &half, to)?;
        Ok((Self::open(to, passphrase).await?, backup))
    }
}

async fn bring_back(
    from: &Path,
    half: &Path,
    backup: &Backup,
    who: &str,
    now: impl FnOnce(&Store) -> Result<Instant, BankError>,
) -> Result<(), BankError> {
    own::make(half).map_err(|e| BankError::file(half, e))?;
    for file in backup.files.keys() {
        let target = half.join(file);
        let step = || -> io::Result<()> {
            own::make_all(&parent_of(&target))?;
            copy_file(&from.join(file), &target)
        };
        step().map_err(|e| BankError::file(&target, e))?;
    }
    let store = Store::open_backup(half).await?;
    if let Some(disagreement) = store.disagreement().await? {
        return Err(BankError::Gate(disagreement.text()));
    }
    let now = now(&store)?;
    let restored = Restored {
        made: backup.made,
        backup_seq: backup.ledger_seq,
    };
    let entry = EntryDraft::new(who, restored);
    // The entry first: a bank that lets things out without it never exists.
    store.append(entry, now).await?;
    store.is_bank_again().await?;
    store.close().await;
    Ok(())
}

/// The list of a backup, every file of it held against its digest.
fn read(from: &Path) -> Result<Backup, BankError> {
    let list = from.join(LIST);
    let no_backup = || {
        BankError::usage(
            format!(
                "{} は控えではありません。`sekisho bank backup BANK --to DIR` で作ったフォルダーを指定してください",
                from.display()
            ),
            format!(
                "{} is no backup; name a folder made by `sekisho bank backup BANK --to DIR`",
                from.display()
            ),
        )
    };
    let bytes = fs::read(&list).map_err(|_| no_backup())?;
    let backup: Backup = serde_json::from_slice(&bytes).map_err(|_| no_backup())?;
    let plain = |name: &String| {
        Path::new(name)
            .components()
            .all(|part| matches!(part, std::path::Component::Normal(_)))
    };
    if backup.format != FORMAT || !backup.files.keys().all(plain) {
        return Err(no_backup());
    }
    let whole = Part::ALL
        .iter()
        .all(|part| backup.files.contains_key(part.file()));
    let wrong = backup
        .files
        .iter()
        .find(|(name, digest)| digest_of(&from.join(name)).ok() != Some(**digest));
    match wrong.map(|(name, _)| name.as_str()) {
        None if whole => Ok(backup),
        name => {
            let name = name.unwrap_or(LIST);
            let from = from.display();
            Err(BankError::bundle(
                format!(
                    "控え {from} の {name} は、作ったときのままではないか、ありません。別の控えを使ってください"
                ),
                format!(
                    "{name} of the backup {from} is not as it was made, or is missing; use another backup"
                ),
            ))
        }
    }
}

fn digests(folder: &Path) -> io::Result<BTreeMap<String, Digest>> {
    let names = files_below(folder)?.into_iter();
    names
        .map(|name| Ok((name.clone(), digest_of(&folder.join(name))?)))
        .collect()
}

/// Everything below, the bank's alone.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    own::make(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            copy_file(&entry.path(), &target)?;
        }
    }
    Ok(())
}

/// Whatever the permissions of what it is a copy of.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut copy = own::create(to)?;
    io::copy(&mut File::open(from)?, &mut copy)?;
    copy.sync_all()
}

/// A folder that is to become the other one in one step.
fn beside(to: &Path) -> PathBuf {
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    parent_of(to).join(format!(".{name}.sekisho-half-{}", std::process::id()))
}

fn finished<T>(made: Result<T, BankError>, half: &Path, to: &Path) -> Result<T, BankError> {
    let made = made.and_then(|made| {
        let step = || -> io::Result<()> {
            File::open(half)?.sync_all()?;
            fs::rename(half, to)?;
            File::open(parent_of(to))?.sync_all()
        };
        step().map_err(|e| BankError::file(to, e))?;
        Ok(made)
    });
    if made.is_err() {
        let _ = fs::remove_dir_all(half);
    }
    made
}

fn free(to: &Path) -> Result<(), BankError> {
    crate::release::check_destination(to)
}
