//! A bank that lives only in memory, for `test` blocks: the same tables and the same SQL, event
//! rows written straight into them.

use std::path::PathBuf;
use std::sync::Arc;

use object_store::memory::InMemory;
use sekisho_model::DataClass;
use sekisho_model::event::EventRow;
use sekisho_model::identity::Subject;
use sekisho_model::oncology::DataModel;
use sekisho_model::record::{Collected, Snapshot};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use crate::error::{Result, StoreError};
use crate::events::{EventOf, EventTable, systems, systems_of, views};
use crate::{Settings, Store, agreement, schema};

/// An event without its record.
pub struct PutEvent {
    pub subject: Subject,
    /// Must be new; of one person's events on the same instant the lower number comes first.
    pub record: i64,
    pub class: DataClass,
    pub collected: Collected,
    pub row: EventRow,
}

impl Store {
    /// An empty bank with the model's event tables; gone when it is dropped.
    pub async fn in_memory(settings: &Settings, model: &DataModel) -> Result<Self> {
        // One connection that never ends: a second one would see another, empty database.
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(SqliteConnectOptions::new().in_memory(true))
            .await?;
        for ddl in [
            schema::BANK,
            schema::VAULT,
            schema::LEDGER,
            schema::LOOKUPS,
            schema::TREE,
        ] {
            sqlx::raw_sql(ddl).execute(&pool).await?;
        }
        let store = Self::of_parts(
            PathBuf::new(),
            settings.clone(),
            pool,
            Arc::new(InMemory::new()),
        );
        agreement::found(&store).await?;
        store.install_model(model).await?;
        Ok(store)
    }

    /// Writes events that stand in this one snapshot and in no other.
    pub async fn put_events(&self, snapshot: Snapshot, events: &[PutEvent]) -> Result<()> {
        let mut tx = self.bank.begin_with("BEGIN IMMEDIATE").await?;
        let views = views(&mut tx).await?;
        let wanted = events.iter().flat_map(|event| systems_of(&event.row));
        let systems = systems(&mut tx, wanted.collect()).await?;
        for (name, view) in &views {
            let mut table = EventTable::new(name, view, self.settings().zone);
            for event in events.iter().filter(|event| event.row.view == *name) {
                let of = EventOf {
                    record: event.record,
                    part: 0,
                    inside: event.row.inside.into(),
                    subject: event.subject.0,
                    added: snapshot.0,
                    superseded: Some(snapshot.0 + 1),
                    class: &event.class,
                    collected: event.collected,
                    sealed: false,
                };
                table.push(of, &event.row, &systems)?;
            }
            table.write(&mut tx).await?;
        }
        let strange = |event: &&PutEvent| !views.contains_key(&event.row.view);
        if let Some(event) = events.iter().find(strange) {
            return Err(StoreError::UnknownName(event.row.view.to_string()));
        }
        Ok(tx.commit().await?)
    }
}
