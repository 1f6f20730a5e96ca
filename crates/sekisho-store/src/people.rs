//! The people who ask: their groups, organisation and training, kept outside of any bundle.

use sekisho_model::Day;
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::agreement::{self, Part};
use crate::error::{Result, StoreError};
use crate::sql::{Bulk, Value};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub user: String,
    pub groups: Vec<String>,
    /// Empty = none.
    pub org: String,
    /// Training by name with the day it was taken.
    pub training: Vec<(String, Day)>,
}

impl Store {
    /// Replaces the whole list of people.
    pub async fn put_people(&self, people: &[Person]) -> Result<()> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        replace(&mut tx, people).await?;
        agreement::link(&mut tx, Part::Bank, &[b"people"]).await?;
        tx.commit().await?;
        self.witness(Part::Bank).await
    }

    /// Whether anybody is on the list.
    pub async fn has_people(&self) -> Result<bool> {
        let found = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM person)");
        Ok(found.fetch_one(&self.bank).await?)
    }

    pub async fn person(&self, user: &str) -> Result<Option<Person>> {
        let found: Option<String> = sqlx::query_scalar("SELECT json FROM person WHERE user = ?")
            .bind(user)
            .fetch_optional(&self.bank)
            .await?;
        found
            .map(|json| serde_json::from_str(&json).map_err(|_| StoreError::Damaged("person")))
            .transpose()
    }
}

/// Replaces the whole list in a transaction of the bank.
pub(crate) async fn replace(tx: &mut SqliteConnection, people: &[Person]) -> Result<()> {
    let mut bulk = Bulk::new("INSERT INTO person (user, json)", 2, "");
    for person in people {
        let json = serde_json::to_string(person).map_err(|_| StoreError::Damaged("person"))?;
        bulk.push([Value::Text(person.user.clone()), Value::Text(json)]);
    }
    sqlx::query("DELETE FROM person").execute(&mut *tx).await?;
    bulk.write(tx).await?;
    Ok(())
}
