//! What the ledger owes the bank: consent events, the list of users, the bundle in force.
//!
//! The ledger is written first, in one step with all that the entry brings about; the bank takes it
//! over afterwards, in the order of the entries, and notes up to which entry it has. A process that
//! is killed in between leaves a debt, and whoever opens the bank next settles it.

use sekisho_model::book::{Entry, EntryDraft};
use sekisho_model::consent::ConsentEvent;
use sekisho_model::{Digest, Instant};
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteConnection;

use crate::agreement::{self, Part};
use crate::error::{Result, StoreError};
use crate::kept::{self, Succession};
use crate::ledger::{Beside, Unless};
use crate::{Document, Person, Store, bundle, consent, people};

/// What one entry brings about in the bank.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owed {
    Consents(Vec<ConsentEvent>),
    /// The same, and the versions of the documents that said them.
    Documents {
        events: Vec<ConsentEvent>,
        documents: Vec<Document>,
    },
    /// The whole list of users.
    People(Vec<Person>),
    /// This bundle is in force. Its bytes are kept in the bank before the entry is written.
    Bundle {
        digest: Digest,
        approvals: String,
        /// What its papers bring with them.
        #[serde(default)]
        succession: Box<Succession>,
        at: Instant,
    },
}

impl Owed {
    pub(crate) fn json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|_| StoreError::Damaged("what the ledger owes"))
    }
}

impl std::fmt::Debug for Owed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Consents(_) | Self::Documents { .. } => "Owed(consents)",
            Self::People(_) => "Owed(people)",
            Self::Bundle { .. } => "Owed(bundle)",
        })
    }
}

impl Store {
    /// Writes the entries and what the first of them owes the bank, and settles it. `None`: an entry
    /// that `unless` names came in between, and nothing was written.
    pub async fn append_owing(
        &self,
        drafts: Vec<EntryDraft>,
        owed: &Owed,
        unless: Option<Unless<'_>>,
        now: Instant,
    ) -> Result<Option<Vec<Entry>>> {
        let beside = Beside {
            owed: Some(owed),
            unless,
            ..Beside::default()
        };
        let entries = self.append_beside(drafts, now, beside).await?;
        if entries.is_some() {
            self.settle_owed().await?;
        }
        Ok(entries)
    }

    /// Settles what the ledger owes the bank. Returns how many entries' debts were settled here.
    pub async fn settle_owed(&self) -> Result<usize> {
        let done = settled(&mut *self.bank.acquire().await?).await?;
        let rows: Vec<(i64, String)> =
            sqlx::query_as("SELECT seq, json FROM owed WHERE seq > ? ORDER BY seq")
                .bind(done)
                .fetch_all(&self.ledger)
                .await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let mut debts = Vec::new();
        for (seq, json) in rows {
            debts.push((self.committed(seq, &json).await?, read(&json)?));
        }
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        // Whoever was quicker has settled the first of them.
        let done = settled(&mut tx).await?;
        let mut count = 0;
        for (entry, owed) in debts.into_iter().filter(|(entry, _)| entry.seq > done) {
            settle(&mut tx, &owed).await?;
            agreement::link(&mut tx, Part::Bank, &[b"owed", &entry.digest.0]).await?;
            sqlx::query(
                "INSERT INTO settled (one, seq) VALUES (1, ?)
                 ON CONFLICT (one) DO UPDATE SET seq = excluded.seq",
            )
            .bind(entry.seq)
            .execute(&mut *tx)
            .await?;
            count += 1;
        }
        tx.commit().await?;
        self.sync_bank().await?;
        self.witness(Part::Bank).await?;
        Ok(count)
    }

    /// The consent events of every entry after this one, in the order in which the bank learned them.
    pub async fn consents_after(&self, seq: i64) -> Result<Vec<ConsentEvent>> {
        let rows: Vec<String> =
            sqlx::query_scalar("SELECT json FROM owed WHERE seq > ? ORDER BY seq")
                .bind(seq)
                .fetch_all(&self.ledger)
                .await?;
        let mut events = Vec::new();
        for json in rows {
            if let Owed::Consents(more) | Owed::Documents { events: more, .. } = read(&json)? {
                events.extend(more);
            }
        }
        Ok(events)
    }

    /// The entry that commits to exactly this debt.
    async fn committed(&self, seq: i64, json: &str) -> Result<Entry> {
        let damaged = || StoreError::Damaged("what the ledger owes");
        let entry = self.entry(seq).await?.ok_or_else(damaged)?;
        let sha256 = Digest::of(json.as_bytes());
        match entry.owes()? {
            Some(owes) if owes.sha256 == sha256 => Ok(entry),
            Some(_) | None => Err(damaged()),
        }
    }
}

pub(crate) async fn put(tx: &mut SqliteConnection, seq: i64, json: &str) -> Result<()> {
    sqlx::query("INSERT INTO owed (seq, json) VALUES (?, ?)")
        .bind(seq)
        .bind(json)
        .execute(tx)
        .await?;
    Ok(())
}

async fn settled(bank: &mut SqliteConnection) -> Result<i64> {
    let found: Option<i64> = sqlx::query_scalar("SELECT seq FROM settled WHERE one = 1")
        .fetch_optional(bank)
        .await?;
    Ok(found.unwrap_or(0))
}

async fn settle(tx: &mut SqliteConnection, owed: &Owed) -> Result<()> {
    match owed {
        Owed::Consents(events) => consent::add(tx, events).await.map(|_| ()),
        Owed::Documents { events, documents } => {
            consent::add(tx, events).await?;
            consent::keep_documents(tx, documents).await
        }
        Owed::People(list) => people::replace(tx, list).await,
        Owed::Bundle {
            digest,
            approvals,
            succession,
            at,
        } => {
            bundle::in_force(tx, *digest, approvals, *at).await?;
            kept::take_over(tx, *digest, succession, *at).await
        }
    }
}

fn read(json: &str) -> Result<Owed> {
    serde_json::from_str(json).map_err(|_| StoreError::Damaged("what the ledger owes"))
}
