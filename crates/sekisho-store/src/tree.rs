//! The hash tree over the entries, grown with each of them, and the checkpoints signed over it.
//!
//! Beside every entry lie its own random blinds; a full subtree is hashed once and kept, so that a
//! root or a path is a few rows, however long the ledger is.

use std::collections::BTreeMap;

use sekisho_model::Digest;
use sekisho_model::book::Entry;
use sekisho_model::book::tree::{self, Blinds, Place};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnection;

use crate::bundle::digest_of;
use crate::error::{Result, StoreError};
use crate::ledger::{EntryRow, entry_of};
use crate::lookup::ENTRY;
use crate::{Store, schema};

/// Entries that a ledger of before is given leaves for at a time.
const PAGE: i64 = 10_000;

const NODE: &str = "SELECT hash FROM node WHERE level = ? AND place = ?";

/// The tree made again from the entries and their blinds.
pub struct Rebuilt {
    known: BTreeMap<Place, Digest>,
    size: u64,
    /// The first entry whose place in the kept tree is not what it says.
    pub differs: Option<i64>,
}

impl Rebuilt {
    /// The root over the first entries; `None`: there are not so many.
    pub fn root(&self, size: u64) -> Option<Digest> {
        (size <= self.size).then(|| tree::root(size, &self.known))?
    }
}

impl Store {
    /// The root over the first entries, from the kept tree; `None`: there are not so many.
    pub async fn tree_root(&self, size: u64) -> Result<Option<Digest>> {
        let known = self.nodes(&tree::needs_of_root(size)).await?;
        Ok(tree::root(size, &known))
    }

    /// The way from an entry to the root over the first entries; `None`: it is not among them.
    pub async fn tree_path(&self, seq: i64, size: u64) -> Result<Option<Vec<Digest>>> {
        let index = u64::try_from(seq).ok().and_then(|n| n.checked_sub(1));
        let Some(index) = index.filter(|index| *index < size) else {
            return Ok(None);
        };
        let known = self.nodes(&tree::needs_of_path(index, size)).await?;
        Ok(tree::path(index, size, &known))
    }

    async fn nodes(&self, places: &[Place]) -> Result<BTreeMap<Place, Digest>> {
        let mut connection = self.ledger.acquire().await?;
        nodes(&mut connection, places).await
    }

    /// What hides this entry's leaf.
    pub async fn blinds_of(&self, seq: i64) -> Result<Option<Blinds>> {
        let row: Option<(Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT nonce, people FROM leaf WHERE seq = ?")
                .bind(seq)
                .fetch_optional(&self.ledger)
                .await?;
        row.map(blinds).transpose()
    }

    /// The tree as these entries, which are all there are, make it.
    pub async fn rebuilt_tree(&self, entries: &[Entry]) -> Result<Rebuilt> {
        let leaves: Vec<(i64, Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT seq, nonce, people FROM leaf ORDER BY seq")
                .fetch_all(&self.ledger)
                .await?;
        let kept: Vec<(u32, i64, Vec<u8>)> =
            sqlx::query_as("SELECT level, place, hash FROM node ORDER BY level, place")
                .fetch_all(&self.ledger)
                .await?;
        let mut of_entry = BTreeMap::new();
        for (seq, nonce, people) in leaves {
            of_entry.insert(seq, blinds((nonce, people))?);
        }
        let mut known: BTreeMap<Place, Digest> = BTreeMap::new();
        let mut differs = None;
        for (index, entry) in (0u64..).zip(entries) {
            let leaf = of_entry
                .get(&entry.seq)
                .map(|blinds| tree::leaf_of(entry, blinds));
            if leaf.is_none() {
                differs = differs.or(Some(entry.seq));
            }
            // One without its leaf is let be by a leaf that nobody could have been given.
            let leaf = leaf.unwrap_or(Digest([0; 32]));
            let grown = tree::grown(index, leaf, &|place| known.get(&place).copied());
            known.extend(grown.unwrap_or_default());
        }
        let mut rows = BTreeMap::new();
        for (level, place, hash) in kept {
            rows.insert((level, place.unsigned_abs()), digest_of(hash)?);
        }
        let other = known
            .iter()
            .find(|(place, hash)| rows.get(place) != Some(hash))
            .map(|((level, place), _)| i64::try_from(*place << level).unwrap_or(i64::MAX) + 1);
        let more = (rows.len() > known.len()).then_some(entries.len() as i64 + 1);
        Ok(Rebuilt {
            known,
            size: entries.len() as u64,
            differs: differs.or(other).or(more),
        })
    }

    /// Keeps a signed checkpoint beside the entries it is over.
    pub async fn put_checkpoint(&self, entries: u64, note: &str) -> Result<()> {
        sqlx::query("INSERT OR IGNORE INTO checkpoint (entries, note) VALUES (?, ?)")
            .bind(i64::try_from(entries).unwrap_or(i64::MAX))
            .bind(note)
            .execute(&self.ledger)
            .await?;
        Ok(())
    }

    /// Every checkpoint that was signed, by how many entries it is over.
    pub async fn checkpoints(&self) -> Result<Vec<String>> {
        let notes = sqlx::query_scalar("SELECT note FROM checkpoint ORDER BY entries");
        Ok(notes.fetch_all(&self.ledger).await?)
    }

    /// The first checkpoint that an entry stands in.
    pub async fn checkpoint_over(&self, seq: i64) -> Result<Option<String>> {
        let note = sqlx::query_scalar(
            "SELECT note FROM checkpoint WHERE entries >= ? ORDER BY entries LIMIT 1",
        );
        Ok(note.bind(seq).fetch_optional(&self.ledger).await?)
    }
}

fn blinds((nonce, people): (Vec<u8>, Vec<u8>)) -> Result<Blinds> {
    let damaged = || StoreError::Damaged("the ledger's tree");
    Ok(Blinds {
        nonce: nonce.try_into().map_err(|_| damaged())?,
        people: people.try_into().map_err(|_| damaged())?,
    })
}

async fn nodes(
    connection: &mut SqliteConnection,
    places: &[Place],
) -> Result<BTreeMap<Place, Digest>> {
    let mut known = BTreeMap::new();
    for (level, place) in places {
        let hash: Option<Vec<u8>> = sqlx::query_scalar(NODE)
            .bind(level)
            .bind(i64::try_from(*place).unwrap_or(i64::MAX))
            .fetch_optional(&mut *connection)
            .await?;
        if let Some(hash) = hash {
            known.insert((*level, *place), digest_of(hash)?);
        }
    }
    Ok(known)
}

/// The tree after one more entry.
pub(crate) async fn grow(tx: &mut SqliteConnection, entry: &Entry) -> Result<()> {
    // The database's generator is seeded by the system's, and fit for keys (ChaCha20).
    let row: (Vec<u8>, Vec<u8>) = sqlx::query_as(
        "INSERT INTO leaf (seq, nonce, people) VALUES (?, randomblob(16), randomblob(16))
         RETURNING nonce, people",
    )
    .bind(entry.seq)
    .fetch_one(&mut *tx)
    .await?;
    let leaf = tree::leaf_of(entry, &blinds(row)?);
    let index = entry.seq.unsigned_abs() - 1;
    let known = nodes(tx, &tree::needs_of_growth(index)).await?;
    let grown = tree::grown(index, leaf, &|place| known.get(&place).copied());
    for ((level, place), hash) in grown.ok_or(StoreError::Damaged("the ledger's tree"))? {
        sqlx::query("INSERT INTO node (level, place, hash) VALUES (?, ?, ?)")
            .bind(level)
            .bind(i64::try_from(place).unwrap_or(i64::MAX))
            .bind(&hash.0[..])
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Gives the entries of a ledger of before their leaves, all of them or none.
pub(crate) async fn install(ledger: &SqlitePool) -> Result<()> {
    let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'leaf')";
    if sqlx::query_scalar(there).fetch_one(ledger).await? {
        return Ok(());
    }
    let mut tx = ledger.begin_with("BEGIN IMMEDIATE").await?;
    // Whoever was quicker has done it.
    if !sqlx::query_scalar(there).fetch_one(&mut *tx).await? {
        sqlx::raw_sql(schema::TREE).execute(&mut *tx).await?;
        let page = format!("{ENTRY} WHERE seq > ? ORDER BY seq LIMIT {PAGE}");
        let mut last = 0;
        loop {
            let rows: Vec<EntryRow> = sqlx::query_as(sqlx::AssertSqlSafe(page.as_str().to_owned()))
                .bind(last)
                .fetch_all(&mut *tx)
                .await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let entry = entry_of(row)?;
                last = entry.seq;
                grow(&mut tx, &entry).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}
