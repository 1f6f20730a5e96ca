//! What a killed process left open: permits, and ends of keys that the ledger does not know.

use std::fs::File;
use std::path::PathBuf;

use sekisho_model::Instant;
use sekisho_model::ledger::EntryKind;
use sekisho_model::policy::Act;

use crate::bank::Bank;
use crate::error::BankError;

impl Bank {
    /// The shared lock says that an extract runs; whoever can take it alone knows that none does.
    pub(crate) fn running(&self) -> Result<File, BankError> {
        let (file, path) = self.lock()?;
        file.lock_shared().map_err(|e| BankError::file(&path, e))?;
        Ok(file)
    }

    /// Nobody else uses the bank's keys while this is held.
    pub(crate) fn alone(&self) -> Result<File, BankError> {
        let (file, _) = self.lock()?;
        file.try_lock().map_err(|_| {
            BankError::keys(
                "いま別の提供か鍵の操作が動いています。終わってからもう一度実行してください",
                "an extract or another work with keys is running; try again when it has ended",
            )
        })?;
        Ok(file)
    }

    fn lock(&self) -> Result<(File, PathBuf), BankError> {
        let path = self.dir.join("extract.lock");
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|e| BankError::file(&path, e))?;
        Ok((file, path))
    }

    /// Closes what a killed process left open. Returns how many permits were closed.
    pub async fn close_abandoned(&self, now: Instant) -> Result<usize, BankError> {
        let (file, _) = self.lock()?;
        if file.try_lock().is_err() {
            return Ok(0);
        }
        self.note_endings(now).await?;
        self.note_removals(now).await?;
        let entries = self.store.entries().await?;
        let closed: std::collections::BTreeSet<i64> = entries
            .iter()
            .filter(|e| matches!(e.kind, EntryKind::Delivered | EntryKind::Aborted))
            .filter_map(|e| e.facts["permit"].as_i64())
            .collect();
        let open = entries.iter().filter(|e| {
            e.kind == EntryKind::Permit
                && e.facts["act"] == Act::Extract.as_str()
                && !closed.contains(&e.seq)
        });
        let mut count = 0;
        for entry in open {
            let facts = serde_json::json!({ "permit": entry.seq, "delivery": entry.facts["delivery"],
                "reason": "the process ended before the delivery stood at its destination" });
            self.note(EntryKind::Aborted, &entry.who, facts, Vec::new(), now)
                .await?;
            count += 1;
        }
        Ok(count)
    }
}
