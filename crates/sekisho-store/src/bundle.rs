//! The sealed bundle that the bank obeys, and the ones before it.

use sekisho_model::{Digest, Instant};
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::error::{Result, StoreError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBundle {
    pub digest: Digest,
    pub bytes: Vec<u8>,
    pub approvals_json: String,
    pub at: Instant,
}

impl Store {
    /// Keeps bytes under their digest: a profile's module or a bundle, before it is in force.
    pub async fn put_module(&self, digest: Digest, bytes: &[u8]) -> Result<()> {
        sqlx::query("INSERT OR REPLACE INTO module (digest, bytes) VALUES (?, ?)")
            .bind(&digest.0[..])
            .bind(bytes)
            .execute(&self.bank)
            .await?;
        Ok(())
    }

    /// The module of this digest; other bytes than were put are an error.
    pub async fn module(&self, digest: Digest) -> Result<Vec<u8>> {
        let bytes: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT bytes FROM module WHERE digest = ?")
                .bind(&digest.0[..])
                .fetch_optional(&self.bank)
                .await?;
        bytes
            .filter(|bytes| Digest::of(bytes) == digest)
            .ok_or(StoreError::Damaged("a profile's module"))
    }

    pub async fn bundle(&self) -> Result<Option<StoredBundle>> {
        let found: Option<Row> = sqlx::query_as(
            "SELECT digest, bytes, approvals, at FROM bundle ORDER BY seq DESC LIMIT 1",
        )
        .fetch_optional(&self.bank)
        .await?;
        found.map(stored).transpose()
    }

    /// The bundle with this digest, obeyed now or before.
    pub async fn bundle_with(&self, digest: Digest) -> Result<Option<StoredBundle>> {
        let found: Option<Row> = sqlx::query_as(
            "SELECT digest, bytes, approvals, at FROM bundle WHERE digest = ? ORDER BY seq DESC LIMIT 1",
        )
        .bind(&digest.0[..])
        .fetch_optional(&self.bank)
        .await?;
        found.map(stored).transpose()
    }
}

type Row = (Vec<u8>, Vec<u8>, String, i64);

fn stored((digest, bytes, approvals_json, at): Row) -> Result<StoredBundle> {
    Ok(StoredBundle {
        digest: digest_of(digest)?,
        bytes,
        approvals_json,
        at: Instant(at),
    })
}

/// From now on the bank obeys this bundle, whose bytes it keeps.
pub(crate) async fn in_force(
    tx: &mut SqliteConnection,
    digest: Digest,
    approvals_json: &str,
    at: Instant,
) -> Result<()> {
    let done = sqlx::query(
        "INSERT INTO bundle (digest, bytes, approvals, at)
         SELECT digest, bytes, ?, ? FROM module WHERE digest = ?",
    )
    .bind(approvals_json)
    .bind(at.0)
    .bind(&digest.0[..])
    .execute(tx)
    .await?;
    match done.rows_affected() {
        1 => Ok(()),
        _ => Err(StoreError::Damaged("the bundle that the ledger names")),
    }
}

/// A digest column's bytes.
pub(crate) fn digest_of(bytes: Vec<u8>) -> Result<Digest> {
    bytes
        .try_into()
        .map(Digest)
        .map_err(|_| StoreError::Damaged("a digest is not 32 bytes"))
}
