//! A copy of the three files of one moment, and what a bank keeps of its surroundings.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use sekisho_model::Instant;

use crate::agreement::Part;
use crate::error::Result;
use crate::store::pool;
use crate::{Store, error::StoreError, own};

impl Store {
    /// Copies the three files into a folder that holds none of them, all of one moment: nobody writes
    /// meanwhile. The copy is no bank before it is restored.
    pub async fn copy_to(&self, folder: &Path, now: Instant) -> Result<()> {
        let ledger = self.ledger.begin_with("BEGIN IMMEDIATE").await?;
        let vault = self.vault.begin_with("BEGIN IMMEDIATE").await?;
        let bank = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        for part in Part::ALL {
            let file = folder.join(part.file());
            let name = file
                .to_str()
                .ok_or(StoreError::Damaged("a folder's name"))?;
            sqlx::query("VACUUM INTO ?")
                .bind(name)
                .execute(self.pool_of(part))
                .await?;
            own::close_off(&file)?;
        }
        drop((ledger, vault, bank));
        let copy = pool(&folder.join(Part::Bank.file()), false, 1).await?;
        sqlx::query("INSERT INTO backup (at) VALUES (?)")
            .bind(now.0)
            .execute(&copy)
            .await?;
        copy.close().await;
        Ok(())
    }

    /// From here on it is a bank again.
    pub async fn is_bank_again(&self) -> Result<()> {
        sqlx::query("DELETE FROM backup")
            .execute(&self.bank)
            .await?;
        Ok(())
    }

    /// Where the mark outside of the folder lies.
    pub async fn outside_mark(&self) -> Result<Option<PathBuf>> {
        let found: Option<Vec<u8>> = sqlx::query_scalar("SELECT place FROM outside_mark")
            .fetch_optional(&self.bank)
            .await?;
        Ok(found.map(|bytes| PathBuf::from(OsStr::from_bytes(&bytes))))
    }

    pub async fn set_outside_mark(&self, place: &Path) -> Result<()> {
        sqlx::query(
            "INSERT INTO outside_mark (one, place) VALUES (1, ?)
             ON CONFLICT (one) DO UPDATE SET place = excluded.place",
        )
        .bind(place.as_os_str().as_bytes())
        .execute(&self.bank)
        .await?;
        Ok(())
    }
}
