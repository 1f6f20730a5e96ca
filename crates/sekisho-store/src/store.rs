//! The bank's folder: founding it, opening it, its three databases and its blobs.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use sqlx::SqlitePool;
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};

use crate::agreement::{self, Head};
use crate::error::{Result, StoreError, is_busy};
use crate::{Settings, holder, lookup, own, schema, tree};

const BANK: &str = "bank.sqlite";
const VAULT: &str = "vault.sqlite";
const LEDGER: &str = "ledger.sqlite";
const BLOBS: &str = "blobs";
/// How long anybody waits for a lock of somebody else's.
pub(crate) const BUSY_SECONDS: u64 = 30;
/// The list of files in a folder that is a copy and no bank.
pub const BACKUP: &str = "backup.json";

/// An open bank. Cloning shares the same connections.
#[derive(Clone)]
pub struct Store {
    pub(crate) dir: PathBuf,
    settings: Settings,
    pub(crate) bank: SqlitePool,
    pub(crate) vault: SqlitePool,
    pub(crate) ledger: SqlitePool,
    pub(crate) blobs: Arc<dyn ObjectStore>,
    /// Whom entries name that name nobody: whoever runs this process.
    pub(crate) actor: Arc<str>,
    /// What is out is seen where it stood before.
    pub(crate) then: bool,
    pub(crate) outside: Option<Arc<dyn Outside>>,
}

/// Somebody outside of the bank's folder who is told how far the ledger has come.
pub trait Outside: Send + Sync {
    /// Called after every commit. It may fail in silence: who lets anything out asks before.
    fn saw(&self, ledger: Head);
}

impl Store {
    /// Founds a bank in a folder that holds none.
    pub async fn create(dir: &Path, settings: &Settings) -> Result<Self> {
        if dir.join(BANK).exists() {
            return Err(StoreError::Exists(dir.display().to_string()));
        }
        own::make_all(dir)?;
        for (file, ddl) in [
            (VAULT, schema::VAULT),
            (LEDGER, schema::LEDGER),
            (BANK, schema::BANK),
        ] {
            let pool = pool(&dir.join(file), true, 1).await?;
            let mut tx = pool.begin().await?;
            sqlx::raw_sql(ddl).execute(&mut *tx).await?;
            if file == BANK {
                let json =
                    serde_json::to_string(settings).map_err(|_| StoreError::Damaged("settings"))?;
                sqlx::query("INSERT INTO settings (version, json) VALUES (?, ?)")
                    .bind(schema::VERSION)
                    .bind(json)
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await?;
            pool.close().await;
        }
        let store = Self::open(dir).await?;
        agreement::found(&store).await?;
        Ok(store)
    }

    /// From now on this one is told how far the ledger has come.
    pub fn tell(&mut self, outside: Arc<dyn Outside>) {
        self.outside = Some(outside);
    }

    pub async fn open(dir: &Path) -> Result<Self> {
        // Said before a file is opened: opening one could touch it.
        if dir.join(BACKUP).is_file() {
            return Err(StoreError::Backup(dir.display().to_string()));
        }
        let (store, backup) = Self::open_any(dir).await?;
        match backup {
            false => Ok(store),
            true => Err(StoreError::Backup(dir.display().to_string())),
        }
    }

    /// A copy that is on its way to be a bank again.
    pub async fn open_backup(dir: &Path) -> Result<Self> {
        Ok(Self::open_any(dir).await?.0)
    }

    async fn open_any(dir: &Path) -> Result<(Self, bool)> {
        let (there, missing): (Vec<&str>, Vec<&str>) = [BANK, VAULT, LEDGER]
            .into_iter()
            .partition(|file| dir.join(file).is_file());
        match missing.first() {
            None => {}
            Some(_) if there.is_empty() => {
                return Err(StoreError::NotABank(dir.display().to_string()));
            }
            Some(file) => {
                return Err(StoreError::FileMissing(
                    dir.join(file).display().to_string(),
                ));
            }
        }
        let bank = pool(&dir.join(BANK), false, 4).await?;
        let (version, json): (i64, String) = sqlx::query_as("SELECT version, json FROM settings")
            .fetch_one(&bank)
            .await?;
        if version != schema::VERSION {
            return Err(StoreError::OtherModel);
        }
        let backups: i64 = sqlx::query_scalar("SELECT count(*) FROM backup")
            .fetch_one(&bank)
            .await?;
        let settings: Settings =
            serde_json::from_str(&json).map_err(|_| StoreError::Damaged("settings"))?;
        let ledger = pool(&dir.join(LEDGER), false, 2).await?;
        lookup::install(&ledger).await?;
        tree::install(&ledger).await?;
        let blobs = blobs(dir, &settings)?;
        let store = Self {
            dir: dir.to_owned(),
            settings,
            bank,
            vault: pool(&dir.join(VAULT), false, 2).await?,
            ledger,
            blobs,
            actor: "".into(),
            then: false,
            outside: None,
        };
        Ok((store, backups > 0))
    }

    /// The bank as older snapshots were: with what has been taken out since. For proving and
    /// recalling what left, and for nothing that leaves.
    pub fn as_it_was(&self) -> Self {
        Self {
            then: true,
            ..self.clone()
        }
    }

    /// Which rows a snapshot (`?N` in SQL) shows beside those superseded. `of`: the table's name.
    pub(crate) fn not_out(&self, of: &str, snapshot: &str) -> String {
        match self.then {
            false => format!("{of}.out_since IS NULL"),
            true => format!("({of}.out_since IS NULL OR {of}.out_since > {snapshot})"),
        }
    }

    /// The same of a row of an event table, which knows of no removal itself.
    pub(crate) fn event_stands(&self, of: &str, snapshot: &str) -> String {
        let stands = |row: &str| {
            format!(
                "{row}.added <= {snapshot} AND ({row}.superseded IS NULL OR {row}.superseded > {snapshot})"
            )
        };
        match self.then {
            false => stands(of),
            true => format!(
                "EXISTS (SELECT 1 FROM record AS r WHERE r.row = {of}.record AND {} AND {})",
                stands("r"),
                self.not_out("r", snapshot)
            ),
        }
    }

    /// One database for everything; see `memory`.
    pub(crate) fn of_parts(
        dir: PathBuf,
        settings: Settings,
        pool: SqlitePool,
        blobs: Arc<dyn ObjectStore>,
    ) -> Self {
        Self {
            dir,
            settings,
            bank: pool.clone(),
            vault: pool.clone(),
            ledger: pool,
            blobs,
            actor: "".into(),
            then: false,
            outside: None,
        }
    }

    /// The same bank in the hands of this person: entries that name nobody name them.
    #[must_use]
    pub fn acting_as(mut self, who: &str) -> Self {
        self.actor = who.into();
        self
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Waits until everything committed to the bank survives a power cut.
    pub(crate) async fn sync_bank(&self) -> Result<()> {
        sqlx::query("PRAGMA wal_checkpoint(PASSIVE)")
            .execute(&self.bank)
            .await?;
        Ok(())
    }

    /// Ends this process's connections. Whoever is the last one leaves everything in the files and
    /// no log beside them, so that a file put in the place of another is what it seems.
    pub async fn leave(&self) {
        for pool in [&self.bank, &self.vault, &self.ledger] {
            pool.close().await;
        }
    }

    /// Ends every connection; what was written is in the files then, not in their logs.
    pub async fn close(&self) {
        for pool in [&self.bank, &self.vault, &self.ledger] {
            // A reader elsewhere may keep the log alive; that loses nothing.
            let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
                .execute(pool)
                .await;
            pool.close().await;
        }
    }
}

/// Every commit is synced: a lost subject number would be given to somebody else, a lost entry would
/// leave a delivery without its permit, and a lost batch would look like a bank of an earlier day to
/// the files that saw it.
pub(crate) async fn pool(file: &Path, create: bool, connections: u32) -> Result<SqlitePool> {
    let vault = file.file_name().is_some_and(|name| name == VAULT);
    if create {
        // The log and the index that the database keeps beside it take over its permissions.
        own::create(file)?;
    }
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .auto_vacuum(SqliteAutoVacuum::Incremental)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(BUSY_SECONDS))
        .pragma("cache_size", "-16384")
        // What a destroyed secret leaves free in its page is overwritten with zeros.
        .pragma("secure_delete", if vault { "ON" } else { "OFF" })
        .pragma("temp_store", "MEMORY");
    let pool = SqlitePoolOptions::new()
        .max_connections(connections)
        // Longer than a lock is waited for, so that it is the lock that is told.
        .acquire_timeout(Duration::from_secs(2 * BUSY_SECONDS))
        .connect_with(options)
        .await;
    pool.map_err(|error| match is_busy(&error) {
        true => StoreError::Held(holder::of_database(file)),
        false => error.into(),
    })
}

fn blobs(dir: &Path, settings: &Settings) -> Result<Arc<dyn ObjectStore>> {
    let folder = match settings.blobs.as_deref() {
        None => dir.join(BLOBS),
        Some(place) => PathBuf::from(place.strip_prefix("file://").unwrap_or(place)),
    };
    if !folder.is_dir() {
        own::make_all(&folder)?;
    }
    Ok(Arc::new(LocalFileSystem::new_with_prefix(folder)?))
}
