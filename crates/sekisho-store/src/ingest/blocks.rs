//! Record bytes packed together: zstd blocks of one subject, and blobs for what is large.

use std::collections::BTreeMap;

use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sekisho_model::Digest;
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::error::{Result, StoreError};
use crate::sql::{Bulk, Value};

/// Uncompressed bytes of one block.
const BLOCK_MAX: usize = 4 << 20;
/// A record of more bytes than this becomes a blob.
pub(crate) const RECORD_IN_BLOCK_MAX: usize = 1 << 20;
/// A blob is one record; it is never longer than a line may be, with room.
const BLOB_MAX: usize = 64 << 20;
/// While a batch comes in, speed; when blocks are merged, size.
const LEVEL_FIRST: i32 = 1;
const LEVEL_MERGED: i32 = 5;

/// Where a record's bytes lie inside its block.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub block: i64,
    pub start: i64,
}

/// Blocks being filled, one open at a time per subject.
pub(crate) struct Packer {
    next: i64,
    open: BTreeMap<Option<i64>, (i64, Vec<u8>)>,
    full: Bulk,
}

impl Packer {
    pub async fn new(connection: &mut SqliteConnection) -> Result<Self> {
        let last: i64 = sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM block")
            .fetch_one(connection)
            .await?;
        let full = Bulk::new("INSERT INTO block (id, subject, length, bytes)", 4, "");
        Ok(Self {
            next: last + 1,
            open: BTreeMap::new(),
            full,
        })
    }

    pub fn add(&mut self, subject: Option<i64>, bytes: &[u8]) -> Result<Place> {
        if self
            .open
            .get(&subject)
            .is_some_and(|(_, block)| block.len() + bytes.len() > BLOCK_MAX)
        {
            self.finish(subject)?;
        }
        let (block, raw) = self.open.entry(subject).or_insert_with(|| {
            self.next += 1;
            (self.next - 1, Vec::new())
        });
        let place = Place {
            block: *block,
            start: raw.len() as i64,
        };
        raw.extend_from_slice(bytes);
        Ok(place)
    }

    fn finish(&mut self, subject: Option<i64>) -> Result<()> {
        if let Some((id, raw)) = self.open.remove(&subject) {
            let packed = zstd::bulk::compress(&raw, LEVEL_FIRST)?;
            let row = [
                Value::Integer(id),
                Value::or_null(subject),
                Value::Integer(raw.len() as i64),
                Value::Blob(packed),
            ];
            self.full.push(row);
        }
        Ok(())
    }

    pub async fn write(mut self, connection: &mut SqliteConnection) -> Result<()> {
        let subjects: Vec<_> = self.open.keys().copied().collect();
        subjects
            .into_iter()
            .try_for_each(|subject| self.finish(subject))?;
        self.full.write(connection).await?;
        Ok(())
    }
}

/// A block's bytes; `length` is what its row says.
pub(crate) fn unpack(packed: &[u8], length: i64) -> Result<Vec<u8>> {
    let length = usize::try_from(length)
        .ok()
        .filter(|length| *length <= BLOCK_MAX.max(RECORD_IN_BLOCK_MAX));
    let length = length.ok_or(StoreError::Damaged("a block's length"))?;
    let bytes = zstd::bulk::decompress(packed, length)
        .map_err(|_| StoreError::Damaged("a block can't be unpacked"))?;
    if bytes.len() == length {
        Ok(bytes)
    } else {
        Err(StoreError::Damaged("a block's length"))
    }
}

fn blob_path(digest: &Digest) -> Path {
    let hex = digest.hex();
    Path::from(format!("records/{}/{hex}.zst", &hex[..2]))
}

/// Named by its own digest, so that putting it twice changes nothing.
pub(crate) async fn put_blob(blobs: &dyn ObjectStore, digest: &Digest, bytes: &[u8]) -> Result<()> {
    let packed = zstd::bulk::compress(bytes, LEVEL_FIRST)?;
    blobs
        .put(&blob_path(digest), PutPayload::from(packed))
        .await?;
    Ok(())
}

pub(crate) async fn get_blob(blobs: &dyn ObjectStore, digest: &Digest) -> Result<Vec<u8>> {
    let packed = blobs.get(&blob_path(digest)).await?.bytes().await?;
    zstd::bulk::decompress(&packed, BLOB_MAX)
        .map_err(|_| StoreError::Damaged("a blob can't be unpacked"))
}

impl Store {
    /// Joins each subject's small blocks into large ones and gives the space back; to be called at
    /// the end of an ingest. Returns how many blocks went away.
    pub async fn merge_blocks(&self) -> Result<u64> {
        let subjects: Vec<Option<i64>> = sqlx::query_scalar(
            "SELECT subject FROM block WHERE length < ? GROUP BY subject HAVING count(*) > 1 ORDER BY subject",
        )
        .bind(BLOCK_MAX as i64 / 2)
        .fetch_all(&self.bank)
        .await?;
        let mut gone = 0;
        for some in subjects.chunks(64) {
            let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
            for subject in some {
                gone += merge_subject(&mut tx, *subject).await?;
            }
            tx.commit().await?;
        }
        let mut connection = self.bank.acquire().await?;
        sqlx::query("PRAGMA incremental_vacuum")
            .execute(&mut *connection)
            .await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&mut *connection)
            .await?;
        sqlx::query("PRAGMA optimize")
            .execute(&mut *connection)
            .await?;
        Ok(gone)
    }
}

async fn merge_subject(connection: &mut SqliteConnection, subject: Option<i64>) -> Result<u64> {
    let small: Vec<(i64, i64, Vec<u8>)> = sqlx::query_as(
        "SELECT id, length, bytes FROM block WHERE subject IS ? AND length < ? ORDER BY id",
    )
    .bind(subject)
    .bind(BLOCK_MAX as i64 / 2)
    .fetch_all(&mut *connection)
    .await?;
    let (mut gone, mut group, mut raw) = (0, Vec::new(), Vec::new());
    for (id, length, packed) in small {
        let bytes = unpack(&packed, length)?;
        if raw.len() + bytes.len() > BLOCK_MAX {
            gone += merge_group(connection, &group, &raw).await?;
            (group, raw) = (Vec::new(), Vec::new());
        }
        group.push((id, raw.len() as i64));
        raw.extend_from_slice(&bytes);
    }
    Ok(gone + merge_group(connection, &group, &raw).await?)
}

/// The first block takes the bytes of all; the records of the others move behind.
async fn merge_group(
    connection: &mut SqliteConnection,
    group: &[(i64, i64)],
    raw: &[u8],
) -> Result<u64> {
    let Some(((first, _), others)) = group.split_first().filter(|(_, others)| !others.is_empty())
    else {
        return Ok(0);
    };
    sqlx::query("UPDATE block SET length = ?, bytes = ? WHERE id = ?")
        .bind(raw.len() as i64)
        .bind(zstd::bulk::compress(raw, LEVEL_MERGED)?)
        .bind(first)
        .execute(&mut *connection)
        .await?;
    for (id, base) in others {
        sqlx::query("UPDATE record SET block = ?, start = start + ? WHERE block = ?")
            .bind(first)
            .bind(base)
            .bind(id)
            .execute(&mut *connection)
            .await?;
        sqlx::query("DELETE FROM block WHERE id = ?")
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(others.len() as u64)
}
