//! Deliveries that may have left, and the steward who answers for it that they did not.

use sekisho_gate::{CopyEntry, CopyKind, copies};
use sekisho_model::Instant;
use sekisho_model::book::{EntryDraft, EntryKind, MayHaveLeft, NothingLeft};
use sekisho_store::Beside;
use serde::Serialize;

use super::odd;
use crate::bank::Bank;
use crate::error::BankError;

/// A delivery that ended otherwise after its first staged byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Left {
    /// The ledger's entry that says so, and that of its permit.
    pub entry: i64,
    pub permit: i64,
    pub at: Instant,
    pub who: String,
    pub delivery: String,
    pub recipient: String,
    pub patients: u64,
    pub reason: String,
}

impl Bank {
    /// Every delivery that counts as one that may have left, oldest first.
    pub async fn may_have_left_all(&self) -> Result<Vec<Left>, BankError> {
        let kinds = [EntryKind::MayHaveLeft, EntryKind::NothingLeft];
        let entries = self.store.of_kinds(&kinds).await?;
        let copies = copies(&entries)?;
        let left = copies
            .iter()
            .filter(|copy| copy.kind == CopyKind::MayHaveLeft);
        left.map(Left::of).collect()
    }

    /// A steward answers for it that no copy is in anybody's hands; from then on it counts no more.
    /// `number`: of the entry that says it may have left, or of its permit.
    pub async fn clear_left(
        &self,
        number: i64,
        who: &str,
        why: &str,
        now: Instant,
    ) -> Result<(i64, Left), BankError> {
        self.steward_because(who, why).await?;
        let all = self.may_have_left_all().await?;
        let found = all
            .into_iter()
            .find(|left| left.entry == number || left.permit == number);
        let left = found.ok_or_else(|| {
            BankError::usage(
                format!(
                    "台帳 {number} に「出たかもしれない」提供はありません。`sekisho bank left BANK list` で番号を見られます"
                ),
                format!(
                    "ledger entry {number} is no delivery that may have left; `sekisho bank left BANK list` shows their numbers"
                ),
            )
        })?;
        self.no_folder_left(&left).await?;
        let mut untold = Vec::new();
        for kind in [EntryKind::Staging, EntryKind::Publishing] {
            let entry = self.store.of_permit(kind, left.permit).await?;
            untold.extend(entry.map(|entry| entry.seq));
        }
        let nothing = NothingLeft {
            permit: left.permit,
            entry: left.entry,
            delivery: left.delivery.as_str().into(),
            justification: why.to_owned(),
        };
        let people = self.store.subjects_of_entry(left.entry).await?;
        let draft = EntryDraft::new(who, nothing).about(people);
        let beside = Beside {
            untold: &untold,
            ..Beside::default()
        };
        let entries = self.store.append_beside(vec![draft], now, beside).await?;
        let entry = entries.and_then(|entries| entries.into_iter().next());
        Ok((entry.map_or(0, |entry| entry.seq), left))
    }

    /// Its staging folder must be gone: nobody can answer for one that still lies somewhere.
    async fn no_folder_left(&self, left: &Left) -> Result<(), BankError> {
        match self.store.staging_of(left.permit).await? {
            Some(place) if !place.swept => {
                let place = place.place.display();
                Err(BankError::bundle(
                    format!(
                        "書きかけの写しが {place} に残っているか、そのディスクがありません。`sekisho bank sweep BANK` で消してから、もう一度実行してください"
                    ),
                    format!(
                        "what was written of it still lies at {place}, or that disk is away; delete it with `sekisho bank sweep BANK`, then try again"
                    ),
                ))
            }
            _ => Ok(()),
        }
    }
}

impl Left {
    fn of(copy: &CopyEntry) -> Result<Self, BankError> {
        let (entry, left) = (&copy.entry, copy.left());
        let told = entry.told::<MayHaveLeft>()?;
        let told = told.ok_or_else(|| odd("a delivery that may have left and does not say so"))?;
        Ok(Self {
            entry: entry.seq,
            permit: left.permit,
            at: entry.at,
            who: entry.who.clone(),
            delivery: left.delivery.to_string(),
            recipient: left
                .terms
                .map_or_else(String::new, |terms| terms.recipient.org.clone()),
            patients: entry.subject_count,
            reason: told.reason,
        })
    }
}
