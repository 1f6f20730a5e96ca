//! Three files, one bank, one day: each file knows whose it is and how far it saw the other two.
//!
//! Every change of the bank's and the vault's data adds a link to that file's own chain; the
//! ledger's chain are its entries. After each link the other two files write down that they saw it.
//! A file that lacks a link which another saw is of an earlier day; one whose link has another digest
//! has another history. A crash between a link and its sighting only leaves the others behind.

use sekisho_model::{Digest, Text};
use sqlx::AssertSqlSafe;
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::bundle::digest_of;
use crate::error::Result;

/// One of the files that together are a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Bank,
    Vault,
    Ledger,
}

/// How far a chain has come: the number of its last link, and that link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub n: i64,
    pub digest: Digest,
}

/// Why the files are not one bank of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// The file belongs to another bank.
    OtherBank { part: Part },
    /// The file is of an earlier day: `by` saw more of it than there is.
    Earlier {
        part: Part,
        has: i64,
        seen: i64,
        by: Part,
    },
    /// The file went another way: at `n` it has something else than `by` saw.
    OtherHistory { part: Part, n: i64, by: Part },
}

impl Part {
    pub const ALL: [Self; 3] = [Self::Bank, Self::Vault, Self::Ledger];

    /// The file's name in the bank's folder.
    pub fn file(self) -> &'static str {
        match self {
            Self::Bank => "bank.sqlite",
            Self::Vault => "vault.sqlite",
            Self::Ledger => "ledger.sqlite",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Vault => "vault",
            Self::Ledger => "ledger",
        }
    }

    /// The links of its chain, as a table of `n` and `head`.
    fn links(self) -> &'static str {
        match self {
            Self::Bank => "bank_head",
            Self::Vault => "vault_head",
            Self::Ledger => "(SELECT seq AS n, digest AS head FROM entry)",
        }
    }

    fn others(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |part| *part != self)
    }
}

impl Disagreement {
    /// The file that is not of this bank's day.
    pub fn part(self) -> Part {
        match self {
            Self::OtherBank { part }
            | Self::Earlier { part, .. }
            | Self::OtherHistory { part, .. } => part,
        }
    }

    /// What is so, and the next act.
    pub fn text(self) -> Text {
        let file = self.part().file();
        let what = match self {
            Self::OtherBank { .. } => Text::new(
                format!("{file} は別の銀行のファイルです"),
                format!("{file} is the file of another bank"),
            ),
            Self::Earlier { has, seen, by, .. } => Text::new(
                format!(
                    "{file} は古い日のファイルです（{has} まで。{} は {seen} まで見ています）",
                    by.file()
                ),
                format!(
                    "{file} is of an earlier day (it ends at {has}; {} saw {seen})",
                    by.file()
                ),
            ),
            Self::OtherHistory { n, by, .. } => Text::new(
                format!(
                    "{file} は別の経過をたどったファイルです（{n} 番が、{} の見たものと違います）",
                    by.file()
                ),
                format!(
                    "{file} went another way (its {n} is not what {} saw)",
                    by.file()
                ),
            ),
        };
        Text::new(
            format!(
                "{}。銀行の三つのファイルが同じ日のものではないので、何も出さず、何も書き込みません。同じ日の三つのファイルに戻すか、`sekisho bank restore` で控えから銀行ごと戻してください。様子は `sekisho bank status` と `sekisho bank check` で見られます",
                what.ja
            ),
            format!(
                "{}. The bank's three files are not of one day, so nothing leaves and nothing is written. Put back three files of the same day, or bring the whole bank back with `sekisho bank restore`; `sekisho bank status` and `sekisho bank check` still work",
                what.en
            ),
        )
    }
}

impl Store {
    pub(crate) fn pool_of(&self, part: Part) -> &SqlitePool {
        match part {
            Part::Bank => &self.bank,
            Part::Vault => &self.vault,
            Part::Ledger => &self.ledger,
        }
    }

    /// The last link of this file's chain; none before its first.
    pub async fn head_of(&self, part: Part) -> Result<Option<Head>> {
        let sql = format!(
            "SELECT n, head FROM {} ORDER BY n DESC LIMIT 1",
            part.links()
        );
        let found: Option<(i64, Vec<u8>)> = sqlx::query_as(AssertSqlSafe(sql))
            .fetch_optional(self.pool_of(part))
            .await?;
        found.map(head).transpose()
    }

    /// The digest of one link.
    pub async fn link(&self, part: Part, n: i64) -> Result<Option<Digest>> {
        let sql = format!("SELECT head FROM {} WHERE n = ?", part.links());
        let found: Option<Vec<u8>> = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(n)
            .fetch_optional(self.pool_of(part))
            .await?;
        found.map(digest_of).transpose()
    }

    /// Lets the other files see how far this one has come. Never backwards.
    ///
    /// That they saw an entry of the ledger is a link of their own: so a bank or a vault of an hour
    /// ago is told from today's, even where nothing but the ledger has moved since.
    pub async fn witness(&self, part: Part) -> Result<()> {
        let Some(head) = self.head_of(part).await? else {
            return Ok(());
        };
        if part != Part::Ledger {
            for other in part.others() {
                self.sees(other, &[(part, Some(head))]).await?;
            }
            return Ok(());
        }
        let ledger = (part, Some(head));
        let vault = (Part::Vault, self.sees(Part::Vault, &[ledger]).await?);
        let bank = (Part::Bank, self.sees(Part::Bank, &[ledger, vault]).await?);
        self.sees(Part::Ledger, &[vault, bank]).await?;
        self.sees(Part::Vault, &[bank]).await?;
        Ok(())
    }

    /// One file writes down what it saw of others. Returns how far it has come itself.
    async fn sees(&self, by: Part, seen: &[(Part, Option<Head>)]) -> Result<Option<Head>> {
        let sql = format!(
            "INSERT INTO {}_witness (file, n, head) VALUES (?, ?, ?)
             ON CONFLICT (file) DO UPDATE SET n = excluded.n, head = excluded.head
             WHERE excluded.n > n",
            by.word()
        );
        let mut tx = self.pool_of(by).begin_with("BEGIN IMMEDIATE").await?;
        for (part, head) in seen {
            let Some(head) = head else {
                continue;
            };
            let done = sqlx::query(AssertSqlSafe(sql.clone()))
                .bind(part.word())
                .bind(head.n)
                .bind(&head.digest.0[..])
                .execute(&mut *tx)
                .await?;
            if *part == Part::Ledger && done.rows_affected() > 0 {
                link(&mut tx, by, &[b"saw", &head.digest.0]).await?;
            }
        }
        tx.commit().await?;
        self.head_of(by).await
    }

    /// The same for all three: what a killed process left unseen.
    pub async fn witness_all(&self) -> Result<()> {
        for part in Part::ALL {
            self.witness(part).await?;
        }
        Ok(())
    }

    /// The first reason why the files are not one bank of one day.
    pub async fn disagreement(&self) -> Result<Option<Disagreement>> {
        if let Some(part) = self.stranger().await? {
            return Ok(Some(Disagreement::OtherBank { part }));
        }
        // What was seen is read before how far each came: both only ever grow.
        let mut seen = Vec::new();
        for by in Part::ALL {
            for part in by.others() {
                let sql = format!("SELECT n, head FROM {}_witness WHERE file = ?", by.word());
                let found: Option<(i64, Vec<u8>)> = sqlx::query_as(AssertSqlSafe(sql))
                    .bind(part.word())
                    .fetch_optional(self.pool_of(by))
                    .await?;
                if let Some(found) = found {
                    seen.push((by, part, head(found)?));
                }
            }
        }
        for (by, part, seen) in seen {
            match self.link(part, seen.n).await? {
                Some(digest) if digest == seen.digest => {}
                Some(_) => {
                    return Ok(Some(Disagreement::OtherHistory {
                        part,
                        n: seen.n,
                        by,
                    }));
                }
                None => {
                    let has = self.head_of(part).await?.map_or(0, |head| head.n);
                    return Ok(Some(Disagreement::Earlier {
                        part,
                        has,
                        seen: seen.n,
                        by,
                    }));
                }
            }
        }
        Ok(None)
    }

    /// The file whose identity the other two do not share. A file without one is a stranger.
    async fn stranger(&self) -> Result<Option<Part>> {
        let mut ids: Vec<Option<Vec<u8>>> = Vec::new();
        for part in Part::ALL {
            ids.push(self.identity_in(part).await?);
        }
        let shared =
            |n: usize| ids[n].is_some() && ids.iter().filter(|id| **id == ids[n]).count() > 1;
        if shared(0) && shared(1) && shared(2) {
            return Ok(None);
        }
        Ok(Part::ALL
            .into_iter()
            .zip(0..)
            .find(|(_, n)| !shared(*n))
            .map(|(part, _)| part))
    }

    async fn identity_in(&self, part: Part) -> Result<Option<Vec<u8>>> {
        let there: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?",
        )
        .bind(format!("{}_identity", part.word()))
        .fetch_one(self.pool_of(part))
        .await?;
        if there == 0 {
            return Ok(None);
        }
        let sql = format!("SELECT id FROM {}_identity", part.word());
        Ok(sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_optional(self.pool_of(part))
            .await?)
    }

    /// By what this bank is told from every other: 32 hexadecimal digits.
    pub async fn identity(&self) -> Result<String> {
        let id = self.identity_in(Part::Bank).await?.unwrap_or_default();
        Ok(sekisho_model::digest::hex(&id))
    }
}

/// A link more, in the transaction of what it stands for. `what` says what was changed.
pub(crate) async fn link(tx: &mut SqliteConnection, part: Part, what: &[&[u8]]) -> Result<()> {
    let sql = format!(
        "SELECT n, head FROM {} ORDER BY n DESC LIMIT 1",
        part.links()
    );
    let last: Option<(i64, Vec<u8>)> = sqlx::query_as(AssertSqlSafe(sql))
        .fetch_optional(&mut *tx)
        .await?;
    let (n, before) = last.unwrap_or_default();
    let digest = Digest::of_parts(
        [&before[..], &(n + 1).to_be_bytes()]
            .into_iter()
            .chain(what.iter().copied()),
    );
    let sql = format!("INSERT INTO {} (n, head) VALUES (?, ?)", part.links());
    sqlx::query(AssertSqlSafe(sql))
        .bind(n + 1)
        .bind(&digest.0[..])
        .execute(tx)
        .await?;
    Ok(())
}

/// How many rows this connection changed so far: a link is made only where something changed.
pub(crate) async fn changes(connection: &mut SqliteConnection) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT total_changes()")
        .fetch_one(connection)
        .await?)
}

/// Gives the three files of a new bank one identity.
pub(crate) async fn found(store: &Store) -> Result<()> {
    let id: Vec<u8> = sqlx::query_scalar("SELECT randomblob(16)")
        .fetch_one(&store.bank)
        .await?;
    for part in Part::ALL {
        let sql = format!("INSERT INTO {}_identity (id) VALUES (?)", part.word());
        sqlx::query(AssertSqlSafe(sql))
            .bind(&id)
            .execute(store.pool_of(part))
            .await?;
    }
    Ok(())
}

fn head((n, digest): (i64, Vec<u8>)) -> Result<Head> {
    Ok(Head {
        n,
        digest: digest_of(digest)?,
    })
}
