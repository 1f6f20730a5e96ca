//! The vault's secrets, one standing a scope, each wrapped by a named key before it gets here.
//!
//! A destroyed secret leaves a row without bytes behind: that it was there, who ended it and, once
//! the ledger says so, the entry. Nothing here can open one.

use sekisho_model::Instant;
use sekisho_model::book::ScopeKeyDestroyed;
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::Store;
use crate::agreement::{self, Part};
use crate::error::{Result, StoreError};

/// A secret as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretRow {
    pub id: i64,
    pub scope: String,
    pub wrapped: WrappedSecret,
    pub made: Instant,
    /// None while it stands.
    pub ending: Option<Ending>,
}

/// Which generation of which key wraps it, and the bytes; none are left of a destroyed secret.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedSecret {
    pub key: String,
    pub generation: u32,
    pub bytes: Vec<u8>,
}

/// That a secret was destroyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    pub at: Instant,
    pub who: String,
    /// What the ledger's entry says of it.
    pub facts: ScopeKeyDestroyed,
    /// The ledger's entry; None when the process ended before it was written.
    pub noted: Option<i64>,
}

impl std::fmt::Debug for SecretRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (key, generation) = (&self.wrapped.key, self.wrapped.generation);
        write!(f, "SecretRow({}, {key}/{generation})", self.scope)
    }
}

impl std::fmt::Debug for WrappedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WrappedSecret({}/{})", self.key, self.generation)
    }
}

const COLUMNS: &str =
    "SELECT id, scope, key, generation, wrapped, made, ended, ended_by, ending, noted FROM secret";

impl Store {
    /// The secret that stands for this scope.
    pub async fn secret(&self, scope: &str) -> Result<Option<SecretRow>> {
        let sql = format!("{COLUMNS} WHERE scope = ? AND wrapped IS NOT NULL");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(scope)
            .fetch_optional(&self.vault)
            .await?;
        row.map(row_of).transpose()
    }

    /// Every secret there is or was, in the order they were made.
    pub async fn secrets(&self) -> Result<Vec<SecretRow>> {
        let sql = format!("{COLUMNS} ORDER BY id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .fetch_all(&self.vault)
            .await?;
        rows.into_iter().map(row_of).collect()
    }

    /// Keeps a wrapped secret unless one stands for the scope already: of two processes that make
    /// one at the same time, the first wins, and both read that one back.
    pub async fn put_secret(
        &self,
        scope: &str,
        secret: &WrappedSecret,
        now: Instant,
    ) -> Result<()> {
        let mut tx = self.vault.begin_with("BEGIN IMMEDIATE").await?;
        let done = sqlx::query(
            "INSERT INTO secret (scope, key, generation, wrapped, made) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (scope) WHERE wrapped IS NOT NULL DO NOTHING",
        )
        .bind(scope)
        .bind(&secret.key)
        .bind(secret.generation)
        .bind(&secret.bytes)
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() > 0 {
            linked(&mut tx, scope, "made").await?;
        }
        tx.commit().await?;
        self.witness(Part::Vault).await
    }

    /// The same secrets under other keys: all of them or, on any failure, none.
    pub async fn rewrap_secrets(&self, rewrapped: &[(i64, WrappedSecret)]) -> Result<()> {
        let mut tx = self.vault.begin_with("BEGIN IMMEDIATE").await?;
        for (id, secret) in rewrapped {
            let done = sqlx::query(
                "UPDATE secret SET key = ?, generation = ?, wrapped = ? WHERE id = ? AND wrapped IS NOT NULL",
            )
            .bind(&secret.key)
            .bind(secret.generation)
            .bind(&secret.bytes)
            .bind(id)
            .execute(&mut *tx)
            .await?;
            if done.rows_affected() != 1 {
                return Err(StoreError::Damaged("the vault's secrets"));
            }
        }
        linked(&mut tx, "", "rewrapped").await?;
        tx.commit().await?;
        self.witness(Part::Vault).await?;
        self.leave_no_bytes().await
    }

    /// Destroys the standing secret of a scope. Returns the row's number, None when none stood.
    pub async fn end_secret(&self, scope: &str, ending: &Ending) -> Result<Option<i64>> {
        let mut tx = self.vault.begin_with("BEGIN IMMEDIATE").await?;
        let id: Option<i64> = sqlx::query_scalar(
            "UPDATE secret SET wrapped = NULL, ended = ?, ended_by = ?, ending = ?
             WHERE scope = ? AND wrapped IS NOT NULL RETURNING id",
        )
        .bind(ending.at.0)
        .bind(&ending.who)
        .bind(written(&ending.facts)?)
        .bind(scope)
        .fetch_optional(&mut *tx)
        .await?;
        if id.is_some() {
            linked(&mut tx, scope, "ended").await?;
        }
        tx.commit().await?;
        self.witness(Part::Vault).await?;
        self.leave_no_bytes().await?;
        Ok(id)
    }

    /// Says of a secret that was never kept that it was there and is gone.
    pub async fn put_ended_secret(&self, scope: &str, key: &str, ending: &Ending) -> Result<i64> {
        let mut tx = self.vault.begin_with("BEGIN IMMEDIATE").await?;
        let id = sqlx::query_scalar(
            "INSERT INTO secret (scope, key, generation, made, ended, ended_by, ending)
             VALUES (?, ?, 0, ?, ?, ?, ?) RETURNING id",
        )
        .bind(scope)
        .bind(key)
        .bind(ending.at.0)
        .bind(ending.at.0)
        .bind(&ending.who)
        .bind(written(&ending.facts)?)
        .fetch_one(&mut *tx)
        .await?;
        linked(&mut tx, scope, "ended").await?;
        tx.commit().await?;
        self.witness(Part::Vault).await?;
        Ok(id)
    }

    /// The ledger's entry about the end of the secret in this row.
    pub async fn note_ending(&self, id: i64, seq: i64) -> Result<()> {
        sqlx::query("UPDATE secret SET noted = ? WHERE id = ?")
            .bind(seq)
            .bind(id)
            .execute(&self.vault)
            .await?;
        Ok(())
    }

    /// Moves the vault's log into its file and cuts the log off, so that no earlier page with a
    /// wrapped secret stands in it. A reader elsewhere may keep it alive until its own end.
    async fn leave_no_bytes(&self) -> Result<()> {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&self.vault)
            .await?;
        Ok(())
    }
}

/// A link of the vault's chain for what happened to a scope's secret.
async fn linked(tx: &mut SqliteConnection, scope: &str, what: &str) -> Result<()> {
    agreement::link(
        tx,
        Part::Vault,
        &[b"secret", scope.as_bytes(), what.as_bytes()],
    )
    .await
}

fn row_of(row: SqliteRow) -> Result<SecretRow> {
    let ending = match row.try_get::<Option<i64>, _>("ended")? {
        None => None,
        Some(at) => Some(Ending {
            at: Instant(at),
            who: row
                .try_get::<Option<String>, _>("ended_by")?
                .unwrap_or_default(),
            facts: facts(row.try_get("ending")?)?,
            noted: row.try_get("noted")?,
        }),
    };
    Ok(SecretRow {
        id: row.try_get("id")?,
        scope: row.try_get("scope")?,
        wrapped: WrappedSecret {
            key: row.try_get("key")?,
            generation: row.try_get("generation")?,
            bytes: row
                .try_get::<Option<Vec<u8>>, _>("wrapped")?
                .unwrap_or_default(),
        },
        made: Instant(row.try_get("made")?),
        ending,
    })
}

fn written(facts: &ScopeKeyDestroyed) -> Result<String> {
    serde_json::to_string(facts).map_err(|_| StoreError::Damaged("the vault's secrets"))
}

fn facts(text: Option<String>) -> Result<ScopeKeyDestroyed> {
    let text = text.ok_or(StoreError::Damaged("the vault's secrets"))?;
    serde_json::from_str(&text).map_err(|_| StoreError::Damaged("the vault's secrets"))
}
