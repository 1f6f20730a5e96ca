//! Cohort plans as SQL over the event tables.
//!
//! The plan decides everything; nothing here knows a permission. Every predicate is rendered
//! two-valued. Comparisons with `unknown stop` are rendered twice, once so that they let as few
//! subjects in as possible and once as many (negations turn them round): a subject whose answer
//! differs is one the run must stop for. An unknown that can't change the answer, because another
//! condition fails anyway, never stops a run; one that leaves the index event open always does.
//!
//! Asked under a `Coverage`, a plan sees only records that may be used. What that hides is an
//! unknown of its own kind: it lets nobody in and keeps nobody out, whatever the text says of
//! unknown values, and it never stops a run. So consent can only take people out of a cohort:
//! whoever is in it under a coverage is in it, on the same index date, when everything is seen.
//!
//! Decided here, for every engine: a clinical date is compared with a date of the text by local
//! days; an event without a date is no index event; of several with the same first instant the
//! lowest record counts (of one record the first part), for `first` and for `last`; `every` of no events holds; a comparison that
//! turns out unknown although nobody said what that means stops the run.

mod compare;
pub(crate) mod coverage;
mod parts;
mod predicate;
mod query;
mod window;

use futures::TryStreamExt;
use sekisho_model::cohort::Cohort;
use sekisho_model::identity::Subject;
use sekisho_model::oncology::DataModel;
use sekisho_model::record::Snapshot;
use sekisho_model::{Day, Instant, Origin, ViewName};
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;

pub use self::coverage::Coverage;
pub(crate) use self::query::rows_that_were;
use self::query::{Query, stops};
use crate::Store;
use crate::error::Result;

/// A subject of the cohort with its index date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    pub subject: Subject,
    /// The first instant the index event's date may mean.
    pub index: Option<Instant>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CohortAnswer {
    /// Sorted by subject.
    Members(Vec<Member>),
    /// So many subjects' answers hang on values that are unknown; `origin` is the first comparison
    /// of the text that leaves one open.
    Stopped { unknown: u64, origin: Origin },
}

/// A plan with what it is asked of.
#[derive(Clone, Copy)]
struct Asked<'a> {
    cohort: &'a Cohort,
    model: &'a DataModel,
    snapshot: Snapshot,
    /// Under a coverage: the day until which all time lasts.
    covered_until: Option<Day>,
}

impl Store {
    /// Who is in the cohort if every record is seen. This is what the plan means; who is in it for
    /// somebody who asks is said by `members`.
    pub async fn cohort(
        &self,
        cohort: &Cohort,
        model: &DataModel,
        snapshot: Snapshot,
    ) -> Result<CohortAnswer> {
        if !self.has_model(model).await? {
            return Ok(CohortAnswer::Members(Vec::new()));
        }
        let mut connection = self.bank.acquire().await?;
        let asked = Asked {
            cohort,
            model,
            snapshot,
            covered_until: None,
        };
        answer(&mut connection, &asked).await
    }

    /// Everybody whose membership could hang on what they cover, sorted: who would be in the cohort
    /// if every record were seen and every `stop` let in.
    pub async fn candidates(
        &self,
        cohort: &Cohort,
        model: &DataModel,
        snapshot: Snapshot,
    ) -> Result<Vec<Subject>> {
        if !self.has_model(model).await? {
            return Ok(Vec::new());
        }
        let query = Query::candidates(cohort, model, snapshot, &stops(cohort, model))?;
        let rows: Vec<i64> = sqlx::query_scalar_with(AssertSqlSafe(query.sql), query.arguments)
            .fetch_all(&self.bank)
            .await?;
        Ok(rows.into_iter().map(Subject).collect())
    }

    /// Who of these people is in the cohort by records that each of them covers.
    pub async fn members(
        &self,
        cohort: &Cohort,
        model: &DataModel,
        snapshot: Snapshot,
        coverage: &Coverage,
    ) -> Result<CohortAnswer> {
        if !self.has_model(model).await? {
            return Ok(CohortAnswer::Members(Vec::new()));
        }
        let mut connection = self.bank.acquire().await?;
        let views: Vec<ViewName> = cohort.views();
        let zone = self.settings().zone;
        coverage
            .lay_out(&mut connection, model, &views, zone)
            .await?;
        let asked = Asked {
            cohort,
            model,
            snapshot,
            covered_until: Some(coverage.today),
        };
        let found = answer(&mut connection, &asked).await;
        coverage::clear(&mut connection).await?;
        found
    }
}

async fn answer(connection: &mut SqliteConnection, asked: &Asked<'_>) -> Result<CohortAnswer> {
    let stops = stops(asked.cohort, asked.model);
    if !stops.is_empty()
        && let Some((unknown, origin)) = open_answers(connection, asked, &stops).await?
    {
        return Ok(CohortAnswer::Stopped { unknown, origin });
    }
    let query = Query::members(asked)?;
    let mut rows =
        sqlx::query_as_with::<_, (i64, Option<i64>), _>(AssertSqlSafe(query.sql), query.arguments)
            .fetch(&mut *connection);
    let mut members = Vec::new();
    while let Some((subject, index)) = rows.try_next().await? {
        members.push(Member {
            subject: Subject(subject),
            index: index.map(Instant),
        });
    }
    Ok(CohortAnswer::Members(members))
}

/// How many subjects' answers hang on a stop, and the first stop that leaves one open.
async fn open_answers(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    stops: &[Origin],
) -> Result<Option<(u64, Origin)>> {
    let unknown = count_open(connection, asked, stops).await?;
    if unknown == 0 {
        return Ok(None);
    }
    for stop in stops {
        let alone = std::slice::from_ref(stop);
        let others: Vec<Origin> = stops
            .iter()
            .filter(|other| *other != stop)
            .cloned()
            .collect();
        let matters = count_open(connection, asked, alone).await? > 0
            || count_open(connection, asked, &others).await? < unknown;
        if matters {
            return Ok(Some((unknown, stop.clone())));
        }
    }
    Ok(stops.first().map(|origin| (unknown, origin.clone())))
}

async fn count_open(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    raised: &[Origin],
) -> Result<u64> {
    let query = Query::open(asked, raised)?;
    let count: i64 = sqlx::query_scalar_with(AssertSqlSafe(query.sql), query.arguments)
        .fetch_one(connection)
        .await?;
    Ok(count as u64)
}
