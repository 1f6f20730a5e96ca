//! The texts that papers had before, and what a board corrected in them.
//!
//! A text is kept when a bundle that says its paper otherwise takes the place of the one in force;
//! both happen in one transaction, so that no signature is ever read without the text it was given
//! under.

use std::collections::BTreeSet;

use sekisho_model::consent::{Item, Kept};
use sekisho_model::{Digest, FormName, Instant};
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::bundle::digest_of;
use crate::error::{Result, StoreError};

/// What a bundle brings with it when it comes into force.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Succession {
    /// Texts that end now; those that somebody was asked about are kept.
    pub ends: Vec<Kept>,
    /// Old texts under the new name of their paper.
    pub renamed: Vec<Kept>,
    /// Papers of the new bundle.
    pub papers: Vec<FormName>,
    /// Corrections that were not entered before.
    pub corrections: Vec<Corrected>,
}

/// An item that was never what the earlier texts say.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    pub form: FormName,
    pub item: Item,
    /// The reason as written: the same words are entered once.
    pub words: String,
}

impl Store {
    /// Every text that ended, oldest first, each with the moment another took its place.
    pub async fn kept_papers(&self) -> Result<Vec<(Instant, Kept)>> {
        let rows: Vec<(Option<i64>, Vec<u8>, String)> =
            sqlx::query_as("SELECT until, digest, json FROM kept_paper ORDER BY seq")
                .fetch_all(&self.bank)
                .await?;
        let mut kept = Vec::with_capacity(rows.len());
        for (until, digest, json) in rows {
            let until = until.map_or(Instant::MAX, Instant);
            kept.push((until, read(digest, &json)?));
        }
        Ok(kept)
    }

    /// The papers that any event speaks of.
    pub async fn papers_in_use(&self) -> Result<BTreeSet<FormName>> {
        in_use(&mut *self.bank.acquire().await?).await
    }

    /// Whether a correction with these words was entered before.
    pub async fn is_corrected(&self, form: &FormName, item: &str, words: &str) -> Result<bool> {
        let found: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM form_correction WHERE form = ? AND item = ? AND words = ?",
        )
        .bind(form.as_str())
        .bind(item)
        .bind(words)
        .fetch_one(&self.bank)
        .await?;
        Ok(found > 0)
    }
}

/// Takes over what a bundle's papers bring with them, in the transaction that puts it in force.
pub(crate) async fn take_over(
    tx: &mut SqliteConnection,
    digest: Digest,
    succession: &Succession,
    at: Instant,
) -> Result<()> {
    // A paper that was gone and is back: its last text held until now.
    for paper in &succession.papers {
        sqlx::query("UPDATE kept_paper SET until = ? WHERE paper = ? AND until IS NULL")
            .bind(at.0)
            .bind(paper.as_str())
            .execute(&mut *tx)
            .await?;
    }
    let in_use = in_use(tx).await?;
    for kept in succession
        .ends
        .iter()
        .filter(|kept| in_use.contains(kept.name()))
    {
        let until = succession.papers.contains(kept.name()).then_some(at.0);
        insert(tx, kept, until).await?;
    }
    for kept in &succession.renamed {
        insert(tx, kept, Some(at.0)).await?;
    }
    for corrected in &succession.corrections {
        correct(tx, corrected).await?;
        sqlx::query("INSERT OR IGNORE INTO form_correction VALUES (?, ?, ?, ?, ?)")
            .bind(corrected.form.as_str())
            .bind(corrected.item.name.as_str())
            .bind(&corrected.words)
            .bind(&digest.0[..])
            .bind(at.0)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

async fn in_use(connection: &mut SqliteConnection) -> Result<BTreeSet<FormName>> {
    let names: Vec<Option<String>> = sqlx::query_scalar(
        "SELECT DISTINCT coalesce(json_extract(k.value, '$.form'), json_extract(k.value, '$.optout'))
         FROM consent_event AS e, json_each(e.json, '$.kind') AS k WHERE k.type = 'object'",
    )
    .fetch_all(connection)
    .await?;
    Ok(names.into_iter().flatten().map(FormName::from).collect())
}

async fn insert(tx: &mut SqliteConnection, kept: &Kept, until: Option<i64>) -> Result<()> {
    let json = json(kept)?;
    sqlx::query("INSERT INTO kept_paper (paper, until, digest, json) VALUES (?, ?, ?, ?)")
        .bind(kept.name().as_str())
        .bind(until)
        .bind(&Digest::of(json.as_bytes()).0[..])
        .bind(json)
        .execute(tx)
        .await?;
    Ok(())
}

/// Puts the right item into every earlier text of the form.
async fn correct(tx: &mut SqliteConnection, corrected: &Corrected) -> Result<()> {
    let rows: Vec<(i64, Vec<u8>, String)> =
        sqlx::query_as("SELECT seq, digest, json FROM kept_paper WHERE paper = ?")
            .bind(corrected.form.as_str())
            .fetch_all(&mut *tx)
            .await?;
    for (seq, digest, text) in rows {
        let mut kept = read(digest, &text)?;
        kept.correct(&corrected.item);
        let text = json(&kept)?;
        sqlx::query("UPDATE kept_paper SET digest = ?, json = ? WHERE seq = ?")
            .bind(&Digest::of(text.as_bytes()).0[..])
            .bind(text)
            .bind(seq)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

fn json(kept: &Kept) -> Result<String> {
    serde_json::to_string(kept).map_err(|_| StoreError::Damaged("a paper's earlier text"))
}

/// A text that is not what was kept is no text: nothing may be decided by it.
fn read(digest: Vec<u8>, json: &str) -> Result<Kept> {
    let damaged = || StoreError::Damaged("a paper's earlier text");
    if digest_of(digest)? != Digest::of(json.as_bytes()) {
        return Err(damaged());
    }
    serde_json::from_str(json).map_err(|_| damaged())
}
