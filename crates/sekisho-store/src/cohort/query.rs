//! The statement as a whole: who is a candidate, and which of them the conditions take.

use sekisho_model::cohort::{
    Cohort, Comparison, Condition, Confined, End, IndexEvent, Predicate, Term, Unknown,
};
use sekisho_model::oncology::{ColumnType, DataModel};
use sekisho_model::record::Snapshot;
use sekisho_model::{ColumnName, Origin, ViewName};
use sqlx::sqlite::SqliteArguments;

use super::parts::Parameters;
use super::predicate::{Bound, Renderer, Row};
use super::{Asked, coverage};
use crate::error::{Result, StoreError};
use crate::events::table;

/// A statement with its parameters.
pub(super) struct Query {
    pub sql: String,
    pub arguments: SqliteArguments,
}

impl Query {
    /// `(subject, index)` of every member; stops let nobody in.
    pub fn members(asked: &Asked<'_>) -> Result<Self> {
        let mut parameters = Parameters::default();
        let mut renderer = Renderer::new(asked, &[], &mut parameters);
        let sql = format!(
            "SELECT subject, at FROM ({}) ORDER BY subject",
            members(asked.cohort, &mut renderer, Bound::LOWER)?
        );
        Self::of(sql, parameters)
    }

    /// Everybody who is a member, or whose index event is open, if these stops let in.
    pub fn candidates(
        cohort: &Cohort,
        model: &DataModel,
        snapshot: Snapshot,
        raised: &[Origin],
    ) -> Result<Self> {
        let asked = Asked {
            cohort,
            model,
            snapshot,
            covered_until: None,
        };
        let mut parameters = Parameters::default();
        let mut renderer = Renderer::new(&asked, raised, &mut parameters);
        let mut sql = format!(
            "SELECT subject FROM ({})",
            members(cohort, &mut renderer, Bound::STOPS)?
        );
        if let Some(index) = cohort.index.as_ref().filter(|_| !raised.is_empty()) {
            for bound in [Bound::LOWER, Bound::STOPS] {
                let events = index_events(index, &mut renderer, bound)?;
                sql += &format!(" UNION SELECT subject FROM ({events})");
            }
        }
        Self::of(
            format!("SELECT DISTINCT subject FROM ({sql}) ORDER BY subject"),
            parameters,
        )
    }

    /// How many subjects' answers hang on the stops in `raised`.
    pub fn open(asked: &Asked<'_>, raised: &[Origin]) -> Result<Self> {
        let mut parameters = Parameters::default();
        let mut renderer = Renderer::new(asked, raised, &mut parameters);
        let [few, many] =
            [Bound::LOWER, Bound::STOPS].map(|bound| members(asked.cohort, &mut renderer, bound));
        let mut open = format!(
            "SELECT subject FROM ({}) EXCEPT SELECT subject FROM ({})",
            many?, few?
        );
        if let Some(index) = &asked.cohort.index {
            let [few, many] =
                [Bound::LOWER, Bound::STOPS].map(|bound| index_events(index, &mut renderer, bound));
            let (few, many) = (few?, many?);
            let events = |of: &str| format!("SELECT subject, record, part FROM ({of})");
            open = format!(
                "SELECT subject FROM ({open}) UNION SELECT subject FROM ({} EXCEPT {}) UNION SELECT subject FROM ({} EXCEPT {})",
                events(&few),
                events(&many),
                events(&many),
                events(&few)
            );
        }
        Self::of(
            format!("SELECT count(DISTINCT subject) FROM ({open})"),
            parameters,
        )
    }

    fn of(sql: String, parameters: Parameters) -> Result<Self> {
        Ok(Self {
            sql,
            arguments: parameters.into_arguments()?,
        })
    }
}

/// Which rows `e` of a view are events, for whoever asks for one column's values: what must hold of
/// them, and its parameters.
pub(crate) fn rows_that_were(
    model: &DataModel,
    view: &ViewName,
    column: &ColumnName,
    snapshot: Snapshot,
) -> Result<(String, SqliteArguments)> {
    let mut parameters = Parameters::default();
    let mut renderer = Renderer::of_rows(model, snapshot, &mut parameters);
    let was = renderer.view(view)?.was_beside(column, &Origin::built_in());
    let sql = renderer.visible("e") + &renderer.was(was.as_ref(), view, Bound::LOWER)?;
    Ok((sql, parameters.into_arguments()?))
}

/// Every comparison and window whose unknown stops the run, in the order of the text.
pub(super) fn stops(cohort: &Cohort, model: &DataModel) -> Vec<Origin> {
    let index = cohort.index.as_ref().map(|index| &index.view);
    let mut found = Vec::new();
    if let Some(IndexEvent {
        view,
        filter: Some(filter),
        ..
    }) = &cohort.index
    {
        collect(
            filter,
            &Views {
                model,
                index,
                event: Some(view),
            },
            &mut found,
        );
    }
    let outside = Views {
        model,
        index,
        event: None,
    };
    cohort
        .conditions
        .iter()
        .for_each(|condition| collect(&condition.predicate, &outside, &mut found));
    found.sort();
    found.dedup();
    found
}

/// What the columns of a predicate belong to.
struct Views<'a> {
    model: &'a DataModel,
    index: Option<&'a ViewName>,
    event: Option<&'a ViewName>,
}

impl Views<'_> {
    /// A code column that the model does not call nullable is there: its view asks for it.
    fn is_always_known(&self, comparison: &Comparison) -> bool {
        let patient = ViewName::from("patient");
        let (view, column) = match &comparison.term {
            Term::AgeAtIndex => return false,
            Term::Event(column) => (self.event, column),
            Term::Index(column) => (self.index, column),
            Term::Patient(column) => (Some(&patient), column),
        };
        let view = view.and_then(|view| self.model.views.get(view));
        let column = view.and_then(|view| view.columns.iter().find(|c| c.name == *column));
        column.is_some_and(|column| column.kind == ColumnType::Code && !column.nullable)
    }
}

fn collect(predicate: &Predicate, views: &Views<'_>, found: &mut Vec<Origin>) {
    match predicate {
        Predicate::And(all) | Predicate::Or(all) => {
            all.iter().for_each(|one| collect(one, views, found))
        }
        Predicate::Not(inner) => collect(inner, views, found),
        Predicate::Compare(comparison) => {
            let stop = match comparison.unknown {
                Some(Unknown::Stop) => true,
                None => !views.is_always_known(comparison),
                Some(Unknown::Exclude | Unknown::Include) => false,
            };
            found.extend(stop.then(|| comparison.origin.clone()));
        }
        Predicate::Events(events) => {
            let stop = |unknown| matches!(unknown, None | Some(Unknown::Stop));
            let window = events.window.as_ref().filter(|window| stop(window.unknown));
            found.extend(window.map(|window| window.origin.clone()));
            let inside = Views {
                event: Some(&events.view),
                ..*views
            };
            events
                .has
                .iter()
                .for_each(|has| collect(has, &inside, found));
        }
    }
}

/// `subject, at` of everybody the conditions take.
fn members(cohort: &Cohort, renderer: &mut Renderer<'_>, bound: Bound) -> Result<String> {
    renderer.index_view = cohort.index.as_ref().map(|index| index.view.clone());
    renderer.shifts.clear();
    let conditions = cohort
        .conditions
        .iter()
        .map(|condition| one(condition, renderer, bound))
        .collect::<Result<Vec<_>>>()?;
    let conditions: String = conditions
        .iter()
        .map(|condition| format!(" AND {condition}"))
        .collect();
    let people = people(renderer)?;
    let (candidates, at) = match &cohort.index {
        None if renderer.today.is_some() => (
            "SELECT p.subject AS subject, p.grp AS grp FROM p WHERE p.open".to_owned(),
            "NULL",
        ),
        None => ("SELECT p.subject AS subject FROM p".to_owned(), "NULL"),
        Some(index) => {
            let events = index_events(index, renderer, bound)?;
            let shifts = renderer.shift_columns();
            (format!("SELECT i.*{shifts} FROM ({events}) AS i"), "c.at")
        }
    };
    // `c` is the candidate with its index event, `p` the candidate's patient row.
    Ok(format!(
        "WITH p AS MATERIALIZED ({people}), c AS MATERIALIZED ({candidates})
         SELECT c.subject AS subject, {at} AS at FROM c LEFT JOIN p ON p.subject = c.subject WHERE 1{conditions}"
    ))
}

fn one(condition: &Condition, renderer: &mut Renderer<'_>, bound: Bound) -> Result<String> {
    match condition.exclude {
        false => renderer.predicate(&condition.predicate, Row::Candidate, bound),
        true => Ok(format!(
            "NOT ({})",
            renderer.predicate(&condition.predicate, Row::Candidate, bound.turned())?
        )),
    }
}

/// One row per person of the patient view: the first of their Patient records. Under a coverage
/// also their group, and whether the record is open to the question.
fn people(renderer: &mut Renderer<'_>) -> Result<String> {
    let table = table(&ViewName::from("patient"));
    let visible = renderer.visible("e");
    let first = format!(
        "e.part = 0 AND e.coding = 0 AND {visible} AND NOT EXISTS (
             SELECT 1 FROM {table} AS f WHERE f.subject = e.subject AND f.record < e.record AND {})",
        renderer.visible("f")
    );
    Ok(match renderer.today {
        None => format!("SELECT * FROM {table} AS e WHERE {first}"),
        Some(_) => format!(
            "SELECT e.*, q.grp AS grp, {} AS open FROM temp.covered_person AS q
             CROSS JOIN {table} AS e ON e.subject = q.subject WHERE {first}",
            coverage::usable("e", "q.grp")
        ),
    })
}

/// Each candidate's index event: all columns of its row, and `at`, `day`, `last`. Under a coverage
/// the event must be one that may be used, and nothing may hide that could come before it.
fn index_events(index: &IndexEvent, renderer: &mut Renderer<'_>, bound: Bound) -> Result<String> {
    let view = renderer.view(&index.view)?;
    let date = view
        .date
        .as_ref()
        .ok_or_else(|| StoreError::UnknownName(format!("a date of {}", index.view)))?;
    let (filter, spread) = match &index.filter {
        None => ("1".to_owned(), false),
        Some(filter) => renderer.event_filter(filter, &index.view, bound)?,
    };
    let coding = if spread { "" } else { " AND e.coding = 0" };
    let was = renderer.was(index.was.as_ref(), &index.view, bound)?;
    let order = match index.end {
        End::First => "ASC",
        End::Last => "DESC",
    };
    let events = format!(
        "SELECT * FROM (SELECT e.*, e.c_{date}_from AS at, e.c_{date}_day AS day, e.c_{date}_last AS last,
             row_number() OVER (PARTITION BY e.subject ORDER BY e.c_{date}_from {order}, e.record, e.part) AS place
         FROM {} AS e WHERE {}{coding} AND e.c_{date}_from IS NOT NULL AND {filter}{was}) WHERE place = 1",
        table(&index.view),
        renderer.visible("e"),
    );
    let Some(today) = renderer.today.clone() else {
        return Ok(events);
    };
    let confined = Confined::by(index.filter.as_ref(), Some(date));
    let (first, last) = match index.end {
        End::First => (renderer.day(confined.first), "x.day".to_owned()),
        End::Last => {
            let last = renderer.day(confined.last);
            ("x.day".to_owned(), format!("min({last}, {today})"))
        }
    };
    let name = renderer.parameters.text(index.view.as_str());
    Ok(format!(
        "SELECT x.*, q.grp AS grp FROM ({events}) AS x JOIN temp.covered_person AS q ON q.subject = x.subject
         WHERE {} AND {}",
        coverage::usable("x", "q.grp"),
        coverage::whole("q.grp", &name, (&first, &last), false),
    ))
}
