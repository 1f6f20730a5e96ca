//! Cohort plans as SQL over the event tables.
//!
//! The plan decides everything; nothing here knows a permission. Every predicate is rendered
//! two-valued. Comparisons with `unknown stop` are rendered twice, once so that they let as few
//! subjects in as possible and once as many (negations turn them round): a subject whose answer
//! differs is one the run must stop for. An unknown that can't change the answer, because another
//! condition fails anyway, never stops a run; one that leaves the index event open always does.
//!
//! Decided here, for every engine: a clinical date is compared with a date of the text by local
//! days; an event without a date is no index event; of several with the same first instant the
//! lowest record counts (of one record the first part), for `first` and for `last`; `every` of no events holds; a comparison that
//! turns out unknown although nobody said what that means stops the run.

mod compare;
mod parts;
mod predicate;
mod query;
mod window;

use futures::TryStreamExt;
use sekisho_model::cohort::Cohort;
use sekisho_model::identity::Subject;
use sekisho_model::oncology::DataModel;
use sekisho_model::record::Snapshot;
use sekisho_model::{Instant, Origin};
use sqlx::AssertSqlSafe;

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

impl Store {
    /// Who is in the cohort, in the state of the bank that `snapshot` names.
    pub async fn cohort(
        &self,
        cohort: &Cohort,
        model: &DataModel,
        snapshot: Snapshot,
    ) -> Result<CohortAnswer> {
        if !self.has_model(model).await? {
            return Ok(CohortAnswer::Members(Vec::new()));
        }
        let stops = stops(cohort, model);
        if !stops.is_empty() {
            let open = self.open_answers(cohort, model, snapshot, &stops).await?;
            if let Some((unknown, origin)) = open {
                return Ok(CohortAnswer::Stopped { unknown, origin });
            }
        }
        let query = Query::members(cohort, model, snapshot)?;
        let mut rows = sqlx::query_as_with::<_, (i64, Option<i64>), _>(
            AssertSqlSafe(query.sql),
            query.arguments,
        )
        .fetch(&self.bank);
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
        &self,
        cohort: &Cohort,
        model: &DataModel,
        snapshot: Snapshot,
        stops: &[Origin],
    ) -> Result<Option<(u64, Origin)>> {
        let unknown = self.count_open(cohort, model, snapshot, stops).await?;
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
            let matters = self.count_open(cohort, model, snapshot, alone).await? > 0
                || self.count_open(cohort, model, snapshot, &others).await? < unknown;
            if matters {
                return Ok(Some((unknown, stop.clone())));
            }
        }
        Ok(stops.first().map(|origin| (unknown, origin.clone())))
    }

    async fn count_open(
        &self,
        cohort: &Cohort,
        model: &DataModel,
        snapshot: Snapshot,
        raised: &[Origin],
    ) -> Result<u64> {
        let query = Query::open(cohort, model, snapshot, raised)?;
        let count: i64 = sqlx::query_scalar_with(AssertSqlSafe(query.sql), query.arguments)
            .fetch_one(&self.bank)
            .await?;
        Ok(count as u64)
    }
}
