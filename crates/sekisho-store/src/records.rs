//! Reading records: what the gate decides over, and the bytes it lets out.

use std::collections::{BTreeMap, BTreeSet};

use futures::TryStreamExt;
use sekisho_model::consent::SubjectFacts;
use sekisho_model::identity::Subject;
use sekisho_model::record::{Collected, Record, RecordHead, Snapshot, Stamp};
use sekisho_model::{DataClass, Day, Digest, Instant};
use sqlx::sqlite::SqliteConnection;

use crate::Store;
use crate::bundle::digest_of;
use crate::error::{Result, StoreError};
use crate::ingest::blocks;
use crate::parts;
use crate::sql::json_numbers;

/// What the gate decides over: how many records of a subject, and how many parts inside their
/// records, share class, collection date and seal. Records and parts stand in tuples of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadTuple {
    /// 0: of records about nobody.
    pub subject: Subject,
    pub class: DataClass,
    pub collected: Collected,
    pub sealed: bool,
    pub records: u64,
    /// Parts that are judged apart from the records they stand in.
    pub parts: u64,
}

impl HeadTuple {
    pub fn stamp(&self) -> Stamp<'_> {
        Stamp {
            class: &self.class,
            collected: self.collected,
            sealed: self.sealed,
        }
    }
}

/// One version of a record, with its place in the bank's history.
#[derive(Clone, Debug)]
pub struct Version {
    pub record: Record,
    /// From 1, in the order they came.
    pub number: i64,
    pub since: Snapshot,
    /// The snapshot in which another version took its place.
    pub until: Option<Snapshot>,
    /// The snapshot since which the record is out: its source deleted it, a steward retired it, or
    /// whom it is about is in doubt.
    pub out: Option<Snapshot>,
}

impl Store {
    pub async fn snapshot(&self) -> Result<Snapshot> {
        Ok(Snapshot(
            sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM snapshot")
                .fetch_one(&self.bank)
                .await?,
        ))
    }

    /// The last batch committed at or before that instant.
    pub async fn snapshot_at(&self, at: Instant) -> Result<Snapshot> {
        let found = sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM snapshot WHERE at <= ?")
            .bind(at.0);
        Ok(Snapshot(found.fetch_one(&self.bank).await?))
    }

    /// By type and id.
    pub async fn heads_of(&self, subject: Subject, snapshot: Snapshot) -> Result<Vec<RecordHead>> {
        let rows = heads(
            &self.bank,
            ("subject = ?1", &self.not_out("record", "?2")),
            Some(subject.0),
            None,
            snapshot,
        )
        .await?;
        Ok(rows.into_iter().map(|row| row.head).collect())
    }

    /// By type and id, each with what stands beside it.
    pub async fn records_of(&self, subject: Subject, snapshot: Snapshot) -> Result<Vec<Record>> {
        let mut tx = self.bank.begin().await?;
        let rows = heads(
            &mut *tx,
            ("subject = ?1", &self.not_out("record", "?2")),
            Some(subject.0),
            None,
            snapshot,
        )
        .await?;
        let mut records = self.fill(&mut tx, rows).await?;
        drop(tx);
        self.put_beside(&mut records, snapshot).await?;
        Ok(records)
    }

    /// The versions of these numbers, whatever became of them, with what stands beside them in a
    /// snapshot.
    pub(crate) async fn versions_beside(
        &self,
        rows: &[i64],
        snapshot: Snapshot,
    ) -> Result<Vec<Record>> {
        let mut tx = self.bank.begin().await?;
        let wanted = ("row IN (SELECT value FROM json_each(?4))", "1");
        let list = json_numbers(rows.iter().copied());
        let named = Some((list.as_str(), ""));
        let heads = heads(&mut *tx, wanted, None, named, snapshot).await?;
        let mut records = self.fill(&mut tx, heads).await?;
        drop(tx);
        self.put_beside(&mut records, snapshot).await?;
        Ok(records)
    }

    /// Records about nobody that the model knows, by type and id. What it does not know is never
    /// handed out as being about nobody.
    pub async fn heads_about_nobody(&self, snapshot: Snapshot) -> Result<Vec<RecordHead>> {
        let rows = heads(
            &self.bank,
            (
                "subject IS NULL AND class <> 'unclassified'",
                &self.not_out("record", "?2"),
            ),
            None,
            None,
            snapshot,
        )
        .await?;
        Ok(rows.into_iter().map(|row| row.head).collect())
    }

    /// A record about nobody by its source's id.
    pub async fn record_by_id(
        &self,
        kind: &str,
        source_id: &str,
        snapshot: Snapshot,
    ) -> Result<Option<Record>> {
        let mut tx = self.bank.begin().await?;
        let known = "subject IS NULL AND class <> 'unclassified' AND kind = ?4 AND source_id = ?5";
        let rows = heads(
            &mut *tx,
            (known, &self.not_out("record", "?2")),
            None,
            Some((kind, source_id)),
            snapshot,
        )
        .await?;
        Ok(self.fill(&mut tx, rows).await?.pop())
    }

    /// Whether the bank ever had a record of this name.
    pub async fn has_record(&self, kind: &str, source_id: &str) -> Result<bool> {
        let found: i64 = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM record WHERE kind = ? AND source_id = ?)",
        )
        .bind(kind)
        .bind(source_id)
        .fetch_one(&self.bank)
        .await?;
        Ok(found != 0)
    }

    /// The rows of these numbers that stand in a snapshot.
    pub async fn records_at(&self, rows: &[i64], snapshot: Snapshot) -> Result<Vec<Record>> {
        let mut tx = self.bank.begin().await?;
        let not_out = self.not_out("record", "?2");
        let wanted = ("row IN (SELECT value FROM json_each(?4))", not_out.as_str());
        let list = json_numbers(rows.iter().copied());
        let named = Some((list.as_str(), ""));
        let heads = heads(&mut *tx, wanted, None, named, snapshot).await?;
        self.fill(&mut tx, heads).await
    }

    /// A version by its row number, superseded or not. `None`: the bank keeps no such version.
    pub async fn version(&self, row: i64) -> Result<Option<Version>> {
        let mut tx = self.bank.begin().await?;
        let known: Option<(i64, i64, Option<i64>, Option<i64>)> = sqlx::query_as(
            "SELECT version, added, superseded, out_since FROM record WHERE row = ?",
        )
        .bind(row)
        .fetch_optional(&mut *tx)
        .await?;
        let Some((number, added, superseded, out)) = known else {
            return Ok(None);
        };
        let rows = heads(
            &mut *tx,
            ("row = ?1", "1"),
            Some(row),
            None,
            Snapshot(added),
        )
        .await?;
        let record = self.fill(&mut tx, rows).await?.pop();
        Ok(record.map(|record| Version {
            record,
            number,
            since: Snapshot(added),
            until: superseded.map(Snapshot),
            out: out.map(Snapshot),
        }))
    }

    /// Versions by their row numbers, superseded or not; those that the bank keeps.
    pub async fn heads_of_rows(&self, rows: &BTreeSet<i64>) -> Result<Vec<RecordHead>> {
        let sql = format!(
            "SELECT {HEAD} FROM record WHERE row IN (SELECT value FROM json_each(?1)) ORDER BY row"
        );
        let rows: Vec<RawHead> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(json_numbers(rows.iter().copied()))
            .fetch_all(&self.bank)
            .await?;
        let heads = rows.into_iter().map(|row| Ok(head_of(row)?.head));
        heads.collect()
    }

    /// Grouped; ordered by subject, class, collected. `None` = every subject.
    pub async fn head_summary(
        &self,
        snapshot: Snapshot,
        subjects: Option<&[Subject]>,
    ) -> Result<Vec<HeadTuple>> {
        let wanted = subjects.map(|subjects| json_numbers(subjects.iter().map(|s| s.0)));
        let whose =
            "subject IS NOT NULL AND (?2 IS NULL OR subject IN (SELECT value FROM json_each(?2)))";
        self.summary(whose, snapshot, wanted).await
    }

    /// The same of the records about nobody that the model knows.
    pub async fn summary_about_nobody(&self, snapshot: Snapshot) -> Result<Vec<HeadTuple>> {
        let whose = "subject IS NULL AND class <> 'unclassified' AND ?2 IS NULL";
        self.summary(whose, snapshot, None).await
    }

    async fn summary(
        &self,
        whose: &'static str,
        snapshot: Snapshot,
        wanted: Option<String>,
    ) -> Result<Vec<HeadTuple>> {
        let visible = format!(
            "{whose} AND added <= ?1 AND (superseded IS NULL OR superseded > ?1) AND {}",
            self.not_out("record", "?1")
        );
        // A part that no permit can let out is not asked for.
        let sql = format!(
            "SELECT coalesce(subject, 0), class, collected, since, until, sealed, count(*), 0 FROM record
             WHERE {visible} GROUP BY 1, 2, 3, 4, 5, 6
             UNION ALL
             SELECT coalesce(subject, 0), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
                 json_extract(value, '$[3]'), json_extract(value, '$[4]'), json_extract(value, '$[5]'), 0, count(*)
             FROM (SELECT subject, parts FROM record WHERE parts IS NOT NULL AND {visible}), json_each(parts)
             WHERE json_extract(value, '$[6]') = 0 GROUP BY 1, 2, 3, 4, 5, 6
             ORDER BY 1, 2, 3, 4, 5, 6, 7"
        );
        let mut rows = sqlx::query_as::<_, RawTuple>(sqlx::AssertSqlSafe(sql))
            .bind(snapshot.0)
            .bind(wanted)
            .fetch(&self.bank);
        let mut tuples = Vec::new();
        while let Some((subject, class, collected, since, until, sealed, records, parts)) =
            rows.try_next().await?
        {
            tuples.push(HeadTuple {
                subject: Subject(subject),
                class: DataClass(class),
                collected: collected_of(collected, since, until)?,
                sealed: sealed != 0,
                records: records as u64,
                parts: parts as u64,
            });
        }
        Ok(tuples)
    }

    /// `urn:uuid:…` -> `Type/id`, of one subject's records or of those about nobody.
    pub async fn aliases_of(&self, subject: Option<Subject>) -> Result<BTreeMap<String, String>> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT urn, target FROM alias WHERE subject = ?")
                .bind(subject.map_or(NOBODY, |s| s.0))
                .fetch_all(&self.bank)
                .await?;
        Ok(rows.into_iter().collect())
    }

    /// Everybody with at least one record, sorted.
    pub async fn subjects(&self, snapshot: Snapshot) -> Result<Vec<Subject>> {
        let sql = format!(
            "SELECT DISTINCT subject FROM record
             WHERE subject IS NOT NULL AND added <= ?1 AND (superseded IS NULL OR superseded > ?1) AND {}
             ORDER BY subject",
            self.not_out("record", "?1")
        );
        let rows: Vec<i64> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(snapshot.0)
            .fetch_all(&self.bank)
            .await?;
        Ok(rows.into_iter().map(Subject).collect())
    }

    /// Birth and death from the patient view; a subject without a Patient record has the default.
    pub async fn facts_of(
        &self,
        subjects: &[Subject],
        snapshot: Snapshot,
    ) -> Result<BTreeMap<Subject, SubjectFacts>> {
        let mut facts: BTreeMap<_, _> = subjects
            .iter()
            .map(|s| (*s, SubjectFacts::default()))
            .collect();
        let laid_out: i64 = sqlx::query_scalar("SELECT count(*) FROM model")
            .fetch_one(&self.bank)
            .await?;
        if laid_out == 0 {
            return Ok(facts);
        }
        type Row = (i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT subject, c_birth_date_last, c_death_from, c_birth_date_day, c_death_last FROM event_patient
             WHERE subject IN (SELECT value FROM json_each(?2)) AND coding = 0
               AND added <= ?1 AND (superseded IS NULL OR superseded > ?1) ORDER BY record DESC",
        )
        .bind(snapshot.0)
        .bind(json_numbers(subjects.iter().map(|s| s.0)))
        .fetch_all(&self.bank)
        .await?;
        let day = |day: Option<i64>| day.and_then(|day| i32::try_from(day).ok()).map(Day);
        for (subject, birth, death, born_from, dead_until) in rows {
            let known = facts.entry(Subject(subject)).or_default();
            // The newest record speaks; an older one only where that is silent.
            known.birth = known.birth.or(day(birth));
            known.death = known.death.or(death.map(Instant));
            // Certain is only what all of them say.
            let said = known.born_from.into_iter().chain(day(born_from));
            known.born_from = said.min();
            known.dead_until = known.dead_until.max(day(dead_until));
        }
        Ok(facts)
    }

    /// The bytes of each row, decompressing every block once.
    async fn fill(
        &self,
        connection: &mut SqliteConnection,
        rows: Vec<HeadRow>,
    ) -> Result<Vec<Record>> {
        let mut wanted: Vec<i64> = rows.iter().filter_map(|row| row.block).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let packed: Vec<(i64, i64, Vec<u8>)> = sqlx::query_as(
            "SELECT id, length, bytes FROM block WHERE id IN (SELECT value FROM json_each(?))",
        )
        .bind(json_numbers(wanted))
        .fetch_all(connection)
        .await?;
        let mut open: BTreeMap<i64, Vec<u8>> = BTreeMap::new();
        for (id, length, bytes) in packed {
            open.insert(id, blocks::unpack(&bytes, length)?);
        }
        let mut records = Vec::with_capacity(rows.len());
        for row in rows {
            let bytes = match row.block {
                None => blocks::get_blob(&*self.blobs, &row.head.digest).await?,
                Some(block) => {
                    let block = open
                        .get(&block)
                        .ok_or(StoreError::Damaged("a block is missing"))?;
                    let slice = row
                        .start
                        .checked_add(row.length)
                        .and_then(|end| block.get(row.start..end));
                    slice
                        .ok_or(StoreError::Damaged("a block is too short"))?
                        .to_vec()
                }
            };
            if Digest::of(&bytes) != row.head.digest {
                return Err(StoreError::Damaged("a record is not what was taken in"));
            }
            records.push(Record {
                head: row.head,
                bytes,
                beside: Vec::new(),
            });
        }
        Ok(records)
    }
}

/// The subject number in `alias` for records about nobody; the vault numbers from 1.
pub(crate) const NOBODY: i64 = 0;

struct HeadRow {
    head: RecordHead,
    block: Option<i64>,
    start: usize,
    length: usize,
}

type RawTuple = (i64, String, i64, Option<i64>, Option<i64>, i64, i64, i64);

type RawHead = (
    i64,
    Option<i64>,
    String,
    String,
    String,
    i64,
    Option<i64>,
    Option<i64>,
    i64,
    Option<String>,
    Vec<u8>,
    Option<i64>,
    i64,
    i64,
);

/// Visible rows under a condition of ours: `?1` subject, `?4` type, `?5` id.
/// What [`head_of`] reads.
const HEAD: &str = "row, subject, kind, source_id, class, collected, since, until, sealed, parts, digest, block, start, length";

async fn heads<'e>(
    executor: impl sqlx::Executor<'e, Database = sqlx::Sqlite>,
    (condition, not_out): (&'static str, &str),
    subject: Option<i64>,
    named: Option<(&str, &str)>,
    snapshot: Snapshot,
) -> Result<Vec<HeadRow>> {
    let sql = format!(
        "SELECT {HEAD} FROM record
         WHERE {condition} AND added <= ?2 AND (superseded IS NULL OR superseded > ?2) AND {not_out}
         ORDER BY kind, source_id"
    );
    let rows: Vec<RawHead> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(subject)
        .bind(snapshot.0)
        .bind(None::<i64>)
        .bind(named.map(|(kind, _)| kind))
        .bind(named.map(|(_, id)| id))
        .fetch_all(executor)
        .await?;
    rows.into_iter().map(head_of).collect()
}

fn head_of(raw: RawHead) -> Result<HeadRow> {
    let (
        row,
        subject,
        kind,
        source_id,
        class,
        collected,
        since,
        until,
        sealed,
        withheld,
        digest,
        block,
        start,
        length,
    ) = raw;
    let place =
        |value: i64| usize::try_from(value).map_err(|_| StoreError::Damaged("a record's place"));
    Ok(HeadRow {
        head: RecordHead {
            row,
            subject: subject.map(Subject),
            kind,
            source_id,
            class: DataClass(class),
            collected: collected_of(collected, since, until)?,
            sealed: sealed != 0,
            digest: digest_of(digest)?,
            withheld: parts::read(withheld.as_deref())?,
        },
        block,
        start: place(start)?,
        length: place(length)?,
    })
}

/// As `record.collected`, `since`, `until` hold it.
pub(crate) fn collected_columns(collected: Collected) -> (i64, Option<i64>, Option<i64>) {
    match collected {
        Collected::Timeless => (0, None, None),
        Collected::Undated => (1, None, None),
        Collected::Between(from, until) => (2, Some(from.0), Some(until.0)),
    }
}

pub(crate) fn collected_of(kind: i64, since: Option<i64>, until: Option<i64>) -> Result<Collected> {
    match (kind, since, until) {
        (0, None, None) => Ok(Collected::Timeless),
        (1, None, None) => Ok(Collected::Undated),
        (2, Some(from), Some(until)) => Ok(Collected::Between(Instant(from), Instant(until))),
        _ => Err(StoreError::Damaged("a record's collection date")),
    }
}
