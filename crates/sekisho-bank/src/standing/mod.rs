//! Whether a bank may let anything out: its files are of one day, nothing it should know is missing,
//! and its ledger is whole since the last look.
//!
//! Every opening settles what a killed process left: debts of the ledger to the bank, an ingest that
//! the ledger has not heard of, deliveries without an end. A bank whose files disagree is not
//! written to at all.

mod outside;

use std::path::{Path, PathBuf};

use sekisho_model::book::{EnteredAgain, EntryKind, Ingested, MarkSet};
use sekisho_model::{Instant, Text};
use sekisho_store::ledger::Broken;
use sekisho_store::{Disagreement, Head, Outside as _, Part, Store, own};

pub use outside::{OutsideMark, Standing};

use crate::bank::Bank;
use crate::error::BankError;
use crate::extract::Settled;
use crate::lock;
use crate::outlet;

/// Why nothing leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hold {
    /// The three files are not one bank of one day; nothing is written either.
    Files(Disagreement),
    /// It came back from a backup, by this entry, and nobody has said yet that what was recorded
    /// since was entered again.
    Restored { entry: i64 },
    /// It does not agree with the mark outside.
    Mark(Text),
    /// The ledger is not what was written.
    Ledger(Broken),
}

impl Hold {
    pub fn text(&self) -> Text {
        match self {
            Self::Files(disagreement) => disagreement.text(),
            Self::Mark(text) => text.clone(),
            Self::Restored { entry } => Text::new(
                format!(
                    "この銀行は控えから戻したものです（台帳 {entry}）。控えのあとに記された撤回などが欠けているので、何も出しません。それらを入れ直してから `sekisho bank restored BANK --as データ管理者 --justify 理由` で確認してください"
                ),
                format!(
                    "this bank came back from a backup (ledger entry {entry}) and lacks what was recorded since, withdrawals above all; nothing leaves. Enter that again, then confirm with `sekisho bank restored BANK --as STEWARD --justify TEXT`"
                ),
            ),
            Self::Ledger(broken) => Text::new(
                format!(
                    "台帳の {} 件目が書かれたときと違うので、何も出しません（{}）。`sekisho audit BANK verify` で確かめ、控えから戻し、誰が触れたかを調べてください",
                    broken.seq, broken.what
                ),
                format!(
                    "ledger entry {} is not what was written ({}), so nothing leaves; look with `sekisho audit BANK verify`, restore it from a copy, and find out who touched it",
                    broken.seq, broken.what
                ),
            ),
        }
    }
}

impl Bank {
    /// What a killed process left, settled. `Err`: the files disagree, and nothing was written.
    pub async fn settle(&self, now: Instant) -> Result<Settled, BankError> {
        if let Some(disagreement) = self.store.disagreement().await? {
            return Err(BankError::Gate(disagreement.text()));
        }
        own::close_all_off(&self.dir).map_err(|e| BankError::file(&self.dir, e))?;
        self.store.settle_owed().await?;
        self.renew_events().await?;
        self.note_ingest(now).await?;
        self.store.witness_all().await?;
        self.catch_up().await?;
        self.close_abandoned(now).await
    }

    /// Records that the ledger has not heard of: their ingest was cut off before its entry.
    async fn note_ingest(&self, now: Instant) -> Result<(), BankError> {
        let file = lock::file(&ingest_lock(&self.store))?;
        if file.try_lock().is_err() {
            return Ok(());
        }
        let (has, told) = (
            self.store.snapshot().await?.0,
            self.store.snapshot_in_ledger().await?,
        );
        if has > told {
            let cut_off = Ingested::CutOff {
                snapshot: has,
                since_snapshot: told,
                reason: "an ingest ended before its entry was written".to_owned(),
            };
            self.note("", cut_off, Vec::new(), now).await?;
        }
        Ok(())
    }

    /// Why nothing may leave, if so. The ledger is looked at from the last look on.
    pub async fn hold(&self) -> Result<Option<Hold>, BankError> {
        if let Some(disagreement) = self.store.disagreement().await? {
            return Ok(Some(Hold::Files(disagreement)));
        }
        if let Err(broken) = self.store.verify_since().await? {
            return Ok(Some(Hold::Ledger(broken)));
        }
        if let Some(mark) = &self.outside {
            let standing = mark.standing(&self.store).await?;
            if standing != Standing::Good {
                return Ok(Some(Hold::Mark(standing.text(mark.place()))));
            }
        }
        let restored = self.store.last_of(&[EntryKind::Restored]).await?;
        let answered = self.store.last_of(&[EntryKind::EnteredAgain]).await?;
        Ok((restored > answered).then_some(Hold::Restored { entry: restored }))
    }

    /// `Err` says why nothing leaves now. What the ledger owes the bank is settled first.
    pub async fn may_let_out(&self) -> Result<(), BankError> {
        if let Some(hold) = self.hold().await? {
            return Err(BankError::Gate(hold.text()));
        }
        self.store.settle_owed().await?;
        self.catch_up().await?;
        self.seen_outside().await
    }

    /// Lets a mark that agrees, and lags behind, see how far the ledger has come.
    async fn catch_up(&self) -> Result<(), BankError> {
        if let Some(mark) = &self.outside
            && mark.standing(&self.store).await? == Standing::Good
            && let Some(head) = self.store.head_of(Part::Ledger).await?
        {
            mark.saw(head);
        }
        Ok(())
    }

    /// `Err`: the mark outside can't be written, so that an earlier bank could take this one's place
    /// unseen.
    pub(crate) async fn seen_outside(&self) -> Result<(), BankError> {
        let Some(mark) = &self.outside else {
            return Ok(());
        };
        let head = self.store.head_of(Part::Ledger).await?;
        if head.is_none_or(|head: Head| mark.has_seen(head)) {
            return Ok(());
        }
        let place = mark.place().display();
        Err(BankError::Gate(Text::new(
            format!(
                "銀行の外の目印 {place} に書き込めないので、何も出しません。そのディスクと権限を確かめてください"
            ),
            format!(
                "the mark outside of the bank, {place}, can't be written, so nothing leaves; look at that disk and its permissions"
            ),
        )))
    }

    /// Sets a mark outside of the folder, or sets it anew where it was lost. A steward answers for it.
    pub async fn set_mark(
        &mut self,
        place: &Path,
        who: &str,
        why: &str,
        now: Instant,
    ) -> Result<(), BankError> {
        self.steward_because(who, why).await?;
        if let Some(mark) = &self.outside {
            let standing = mark.standing(&self.store).await?;
            if matches!(
                standing,
                Standing::Ahead { .. } | Standing::OtherHistory { .. }
            ) {
                return Err(BankError::Gate(standing.text(mark.place())));
            }
        }
        self.begin_mark(place, who, why, now).await
    }

    /// The same for a bank that is being founded and knows no steward yet.
    pub async fn begin_mark(
        &mut self,
        place: &Path,
        who: &str,
        why: &str,
        now: Instant,
    ) -> Result<(), BankError> {
        if outlet::bank_around(place)?.is_some() {
            return Err(BankError::usage(
                "目印は銀行のフォルダーの外に置いてください。中にあると、銀行と一緒に古い日のものに戻ってしまいます",
                "the mark must lie outside of the bank's folder: inside it would go back to an earlier day together with the bank",
            ));
        }
        let set = MarkSet {
            justification: why.to_owned(),
        };
        self.note(who, set, Vec::new(), now).await?;
        let mark = std::sync::Arc::new(OutsideMark::begin(&self.store, place).await?);
        self.store.tell(mark.clone());
        self.outside = Some(mark);
        Ok(())
    }

    /// A steward answers for it that what was recorded since the backup was entered again. From then
    /// on things leave, and the mark outside goes on from here.
    pub async fn entered_again(
        &self,
        who: &str,
        why: &str,
        now: Instant,
    ) -> Result<i64, BankError> {
        self.steward_because(who, why).await?;
        match self.hold().await? {
            Some(Hold::Restored { .. } | Hold::Mark(_)) => {}
            Some(hold) => return Err(BankError::Gate(hold.text())),
            None => {
                return Err(BankError::usage(
                    "この銀行は控えから戻したものでも、目印より古いものでもありません。確認は要りません",
                    "this bank neither came back from a backup nor is behind its mark; there is nothing to confirm",
                ));
            }
        }
        let again = EnteredAgain {
            justification: why.to_owned(),
        };
        let seq = self.note(who, again, Vec::new(), now).await?;
        if let Some(mark) = &self.outside {
            mark.put(&self.store).await?;
        }
        Ok(seq)
    }
}

/// Held, shared, while records are taken in: whoever can take it alone knows that none are.
pub(crate) fn ingest_lock(store: &Store) -> PathBuf {
    store.dir().join("ingest.lock")
}
