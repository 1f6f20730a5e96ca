//! Entries that a steward keeps off one person's page for a time: 個人情報保護法 33条2項1号 lets a bank
//! not show what might harm the life, body, property or other interests of the person or of somebody
//! else. Each is an act of its own with a reason and an end; after its end the entry shows again, and
//! whoever still sees the danger says so anew.

use std::collections::BTreeMap;

use sekisho_model::book::{Entry, EntryKind, Fact, PageEntryShown, PageEntryWithheld, Permit};
use sekisho_model::identity::Subject;
use sekisho_model::{Instant, Text};
use sekisho_store::StoreError;
use serde::Serialize;

use crate::bank::Bank;
use crate::error::BankError;

/// A danger is looked at again within a year.
const DAYS_MAX: i64 = 366;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// An entry that is kept off the page now.
#[derive(Clone, Debug, Serialize)]
pub struct Withheld {
    /// The entry that is not shown.
    pub entry: i64,
    pub kind: EntryKind,
    pub until: Instant,
    /// The entry that says so.
    pub by: i64,
    pub who: String,
    pub why: String,
}

/// Whose page, who decides, and why.
pub struct Act<'a> {
    pub patient: &'a str,
    pub entry: i64,
    pub who: &'a str,
    pub why: &'a str,
}

impl Bank {
    /// Keeps an entry off a person's page until a moment. Returns the ledger's entry.
    pub async fn hold_back(
        &self,
        act: &Act<'_>,
        until: Instant,
        now: Instant,
    ) -> Result<i64, BankError> {
        self.steward_because(act.who, act.why).await?;
        if until <= now || until.0 - now.0 > DAYS_MAX * DAY_MS {
            return Err(BankError::usage(
                format!(
                    "--until には、今日より後で {DAYS_MAX} 日以内の日を示してください。おそれがまだあれば、その日に改めて決めます"
                ),
                format!(
                    "--until names a day after today and within {DAYS_MAX} days; if the danger is still there then, it is decided anew"
                ),
            ));
        }
        let subject = self.person(act.patient).await?;
        let entries = self.store.entries_about(subject).await?;
        let found = entries.iter().find(|e| e.seq == act.entry);
        let is_there = match found {
            Some(entry) => is_shown(entry)?,
            None => false,
        };
        if !is_there {
            return Err(BankError::usage(
                format!(
                    "台帳の {} 番は、この人の記録に載るものではありません。`sekisho audit BANK patient` の示す番号を書いてください",
                    act.entry
                ),
                format!(
                    "entry {} is not on this person's page; write a number that `sekisho audit BANK patient` shows",
                    act.entry
                ),
            ));
        }
        let withheld = PageEntryWithheld {
            entry: act.entry,
            until,
            justification: act.why.to_owned(),
            ground: "個人情報保護法33条2項1号".to_owned(),
        };
        self.note(act.who, withheld, vec![subject.0], now).await
    }

    /// Lets it show again before its end.
    pub async fn show_again(&self, act: &Act<'_>, now: Instant) -> Result<i64, BankError> {
        self.steward_because(act.who, act.why).await?;
        let subject = self.person(act.patient).await?;
        let entries = self.store.entries_about(subject).await?;
        if !standing(&entries, self.page_time(now).await?)?.contains_key(&act.entry) {
            return Err(BankError::usage(
                format!(
                    "台帳の {} 番は、いまこの人の記録から除かれていません",
                    act.entry
                ),
                format!("entry {} is not kept off this person's page", act.entry),
            ));
        }
        let shown = PageEntryShown {
            entry: act.entry,
            justification: act.why.to_owned(),
        };
        self.note(act.who, shown, vec![subject.0], now).await
    }

    /// What is kept off a person's page now, for stewards.
    pub async fn withheld_of(
        &self,
        patient: &str,
        who: &str,
        now: Instant,
    ) -> Result<Vec<Withheld>, BankError> {
        self.steward(who).await?;
        let subject = self.person(patient).await?;
        let entries = self.store.entries_about(subject).await?;
        let standing = standing(&entries, self.page_time(now).await?)?;
        Ok(standing.into_values().collect())
    }

    /// The moment by which a hold has ended. A clock that is far past the bank's time opens nothing.
    async fn page_time(&self, now: Instant) -> Result<Instant, BankError> {
        let clock = self.clock(now).await?;
        Ok(match clock.far {
            true => clock.last,
            false => now,
        })
    }

    /// The numbers of this person's entries that are kept off the page.
    pub(super) async fn withheld_from(
        &self,
        subject: Subject,
        now: Instant,
    ) -> Result<BTreeMap<i64, Withheld>, BankError> {
        let entries = self.store.entries_about(subject).await?;
        Ok(standing(&entries, self.page_time(now).await?)?)
    }
}

/// By the entry that is not shown.
fn standing(entries: &[Entry], now: Instant) -> Result<BTreeMap<i64, Withheld>, StoreError> {
    let mut standing = BTreeMap::new();
    for entry in entries {
        match entry.fact()? {
            Some(Fact::PageEntryWithheld(told)) => {
                let kind = entries.iter().find(|e| e.seq == told.entry);
                let kind = kind.and_then(|entry| entry.kind.known());
                let withheld = Withheld {
                    entry: told.entry,
                    kind: kind.unwrap_or(EntryKind::Delivered),
                    until: told.until,
                    by: entry.seq,
                    who: entry.who.clone(),
                    why: told.justification,
                };
                standing.insert(told.entry, withheld);
            }
            Some(Fact::PageEntryShown(told)) => {
                standing.remove(&told.entry);
            }
            _ => {}
        }
    }
    standing.retain(|_, withheld| now < withheld.until);
    Ok(standing)
}

/// Whether such an entry has a place of its own on the page. What the person said is theirs, and is
/// never kept from them.
fn is_shown(entry: &Entry) -> Result<bool, StoreError> {
    Ok(match entry.kind.known() {
        Some(
            EntryKind::Delivered
            | EntryKind::MayHaveLeft
            | EntryKind::EmergencyOpened
            | EntryKind::SignatureFell
            | EntryKind::FormCorrected,
        ) => true,
        // Of permits only counts stand there: a delivery stands by its end.
        Some(EntryKind::Permit) => {
            matches!(entry.told::<Permit>()?, Some(Permit::Count(_)))
        }
        Some(_) | None => false,
    })
}

/// What an entry of this kind is, in a word.
pub fn kind_text(kind: EntryKind) -> Text {
    let (ja, en) = match kind {
        EntryKind::Permit => ("人数の集計", "a count"),
        EntryKind::EmergencyOpened => ("緊急時の閲覧", "opened in an emergency"),
        EntryKind::SignatureFell => ("署名の失効", "a signature that fell"),
        EntryKind::FormCorrected => ("同意書の訂正", "a form corrected"),
        _ => ("データの提供", "a delivery"),
    };
    Text::new(ja, en)
}
