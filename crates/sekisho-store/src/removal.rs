//! Records that are out: deleted at their source, retired by a steward, or waiting for one because
//! whom they are about is in doubt. Out is out of every snapshot, and nothing is erased.

pub(crate) mod decide;
pub(crate) mod deletions;
pub(crate) mod mark;

use sekisho_model::identity::Subject;
use sekisho_model::record::Snapshot;
use sekisho_model::{DataClass, Instant, Text};
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::error::{Result, StoreError};

pub use decide::{Decided, Undone};
pub use deletions::CarriedOut;
pub(crate) use mark::{mark_out, take_back};

/// Why records are out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The source deleted them.
    Deleted,
    /// A steward took them out.
    Retired,
    /// One run deleted so much that a steward is asked; until then nothing is out.
    Purge,
    /// A newer version is about another patient.
    Moved,
    /// It points to a record, or names a number, of another patient.
    Points,
    /// A newer version does not say for certain whom it is about.
    Unclear,
    /// A Patient whose sex and birth date are both others than before: everything about them waits.
    Person,
}

impl Why {
    pub fn word(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Retired => "retired",
            Self::Purge => "purge",
            Self::Moved => "moved",
            Self::Points => "points",
            Self::Unclear => "unclear",
            Self::Person => "person",
        }
    }

    pub(crate) fn read(word: &str) -> Result<Self> {
        let all = [
            Self::Deleted,
            Self::Retired,
            Self::Purge,
            Self::Moved,
            Self::Points,
            Self::Unclear,
            Self::Person,
        ];
        let found = all.into_iter().find(|why| why.word() == word);
        found.ok_or(StoreError::Damaged("a removal's reason"))
    }

    pub fn text(self) -> Text {
        let (ja, en) = match self {
            Self::Deleted => ("送り元が削除しました", "its source deleted it"),
            Self::Retired => ("データ管理者が取り下げました", "a steward retired it"),
            Self::Purge => (
                "一度にこれだけの削除は多すぎるので、まだ行っていません",
                "too many deletions for one run; none of them is carried out yet",
            ),
            Self::Moved => (
                "新しい版が別の患者のものになっています",
                "a newer version is about another patient",
            ),
            Self::Points => (
                "別の患者の記録か番号を指しています",
                "it points to a record, or names a number, of another patient",
            ),
            Self::Unclear => (
                "新しい版からは、だれの記録かが確かめられません",
                "a newer version does not say for certain whom it is about",
            ),
            Self::Person => (
                "性別と生年月日の両方が前の版と違い、別の人かもしれません。この人のものはどれも待っています",
                "sex and birth date are both others than in the version before: it may be another person; everything about this person waits",
            ),
        };
        Text::new(ja, en)
    }
}

/// How a removal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A steward is asked.
    Waits,
    /// The source is right: carried out.
    Done,
    /// The source is wrong: the bank keeps what it had.
    Rejected,
    /// A later version from the source left no doubt.
    Mended,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::Mended => "mended",
        }
    }

    pub(crate) fn read(word: &str) -> Result<Self> {
        let all = [Self::Waits, Self::Done, Self::Rejected, Self::Mended];
        let found = all.into_iter().find(|state| state.word() == word);
        found.ok_or(StoreError::Damaged("a removal's state"))
    }
}

/// One of them, as a steward sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    pub id: i64,
    pub why: Why,
    pub state: State,
    pub at: Instant,
    /// The record; none where it is about many.
    pub record: Option<(String, String)>,
    /// How many records it concerns.
    pub records: u64,
    /// Where the source said so; empty: a steward did.
    pub file: String,
    pub line: u64,
    /// The member that points elsewhere.
    pub element: String,
    pub who: Option<String>,
    pub justification: Option<String>,
    pub decided: Option<Instant>,
    /// The ledger's entry.
    pub seq: Option<i64>,
}

type Row = (
    i64,
    String,
    String,
    i64,
    Option<String>,
    Option<String>,
    i64,
    String,
    i64,
    String,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<i64>,
);

const COLUMNS: &str = "id, why, state, at, kind, source_id, records, file, line, element, who, justification, decided, seq";

impl Store {
    /// Every removal, oldest first.
    pub async fn removals(&self) -> Result<Vec<Removal>> {
        let sql = format!("SELECT {COLUMNS} FROM removal ORDER BY id");
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .fetch_all(&self.bank)
            .await?;
        rows.into_iter().map(removal_of).collect()
    }

    /// By which removals a record is out; newest first.
    pub async fn removals_of(&self, kind: &str, source_id: &str) -> Result<Vec<i64>> {
        let found = sqlx::query_scalar(
            "SELECT DISTINCT out_by FROM record WHERE kind = ? AND source_id = ? AND out_by IS NOT NULL
             ORDER BY out_by DESC",
        );
        Ok(found
            .bind(kind)
            .bind(source_id)
            .fetch_all(&self.bank)
            .await?)
    }

    pub async fn removal(&self, id: i64) -> Result<Option<Removal>> {
        let mut connection = self.bank.acquire().await?;
        removal(&mut connection, id).await
    }

    /// The records of a removal: type, id, class and whom they are about, each once.
    pub async fn removed(&self, id: i64) -> Result<Vec<Removed>> {
        type Row = (String, String, String, Option<i64>, i64, Option<i64>, i64);
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT kind, source_id, class, subject, added, superseded, out_since FROM record
             WHERE out_by = ? ORDER BY kind, source_id, version",
        )
        .bind(id)
        .fetch_all(&self.bank)
        .await?;
        let removed = rows.into_iter().map(|row| {
            let (kind, source_id, class, subject, added, superseded, out_since) = row;
            Removed {
                kind,
                source_id,
                class: class.as_str().into(),
                subject: subject.map(Subject),
                from: Snapshot(added),
                until: Snapshot(superseded.map_or(out_since, |until| until.min(out_since))),
            }
        });
        Ok(removed.collect())
    }

    /// The ledger knows of it.
    pub async fn noted(&self, removal: i64, seq: i64) -> Result<()> {
        sqlx::query("UPDATE removal SET seq = ? WHERE id = ?")
            .bind(seq)
            .bind(removal)
            .execute(&self.bank)
            .await?;
        Ok(())
    }
}

/// One version that is out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    pub kind: String,
    pub source_id: String,
    pub class: DataClass,
    pub subject: Option<Subject>,
    /// It stood from this snapshot until before that one; equal: in none.
    pub from: Snapshot,
    pub until: Snapshot,
}

pub(crate) async fn removal(connection: &mut SqliteConnection, id: i64) -> Result<Option<Removal>> {
    let sql = format!("SELECT {COLUMNS} FROM removal WHERE id = ?");
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.map(removal_of).transpose()
}

fn removal_of(row: Row) -> Result<Removal> {
    let (
        id,
        why,
        state,
        at,
        kind,
        source_id,
        records,
        file,
        line,
        element,
        who,
        justification,
        decided,
        seq,
    ) = row;
    Ok(Removal {
        id,
        why: Why::read(&why)?,
        state: State::read(&state)?,
        at: Instant(at),
        record: kind.zip(source_id),
        records: records as u64,
        file,
        line: line as u64,
        element,
        who,
        justification,
        decided: decided.map(Instant),
        seq,
    })
}

/// A state of the bank after what is about to be written; its number.
pub(crate) async fn next_snapshot(connection: &mut SqliteConnection, at: Instant) -> Result<i64> {
    let (last, last_at): (i64, i64) =
        sqlx::query_as("SELECT coalesce(max(id), 0), coalesce(max(at), ?) FROM snapshot")
            .bind(i64::MIN)
            .fetch_one(&mut *connection)
            .await?;
    sqlx::query("INSERT INTO snapshot (id, at) VALUES (?, ?)")
        .bind(last + 1)
        .bind(at.0.max(last_at))
        .execute(connection)
        .await?;
    Ok(last + 1)
}
