//! Where deliveries are or were staged, so that what a killed process left behind is found.
//!
//! A place is remembered before its folder is made, and forgotten only when the folder is gone.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use crate::Store;
use crate::error::Result;

/// The folder in which a permit's delivery is staged, and what it is to become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagingPlace {
    pub permit: i64,
    pub place: PathBuf,
    pub destination: PathBuf,
    /// The folder is gone: moved to its destination, or swept.
    pub swept: bool,
}

pub(crate) const LEFT: &str =
    "SELECT permit, place, destination, swept FROM staging WHERE swept = 0 ORDER BY permit";

impl Store {
    pub async fn remember_staging(
        &self,
        permit: i64,
        place: &Path,
        destination: &Path,
    ) -> Result<()> {
        sqlx::query("INSERT INTO staging (permit, place, destination, swept) VALUES (?, ?, ?, 0)")
            .bind(permit)
            .bind(place.as_os_str().as_bytes())
            .bind(destination.as_os_str().as_bytes())
            .execute(&self.ledger)
            .await?;
        Ok(())
    }

    /// Where this permit's delivery was staged.
    pub async fn staging_of(&self, permit: i64) -> Result<Option<StagingPlace>> {
        let found: Option<Row> = sqlx::query_as(
            "SELECT permit, place, destination, swept FROM staging WHERE permit = ?",
        )
        .bind(permit)
        .fetch_optional(&self.ledger)
        .await?;
        Ok(found.map(place))
    }

    /// Every place whose folder may still be there.
    pub async fn staging_left(&self) -> Result<Vec<StagingPlace>> {
        let rows: Vec<Row> = sqlx::query_as(LEFT).fetch_all(&self.ledger).await?;
        Ok(rows.into_iter().map(place).collect())
    }

    pub async fn staging_gone(&self, permit: i64) -> Result<()> {
        sqlx::query("UPDATE staging SET swept = 1 WHERE permit = ?")
            .bind(permit)
            .execute(&self.ledger)
            .await?;
        Ok(())
    }
}

type Row = (i64, Vec<u8>, Vec<u8>, i64);

fn place((permit, place, destination, swept): Row) -> StagingPlace {
    let path = |bytes: &[u8]| PathBuf::from(OsStr::from_bytes(bytes));
    StagingPlace {
        permit,
        place: path(&place),
        destination: path(&destination),
        swept: swept != 0,
    }
}
