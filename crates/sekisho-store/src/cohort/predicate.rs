//! Predicates: and, or, not, and questions about a subject's events.
//!
//! Two things can be open: a stop of the text, and what a person does not cover. Each falls to one
//! side at a time, and a negation turns both.

use std::collections::BTreeSet;

use sekisho_model::cohort::{
    CompareOp, Comparison, EventQuery, Literal, Predicate, Quantity, Term, Unknown,
};
use sekisho_model::oncology::{DataModel, EVENTS_MAX, View};
use sekisho_model::record::Snapshot;
use sekisho_model::{Day, Origin, ViewName};

use super::parts::{Parameters, extreme, join};
use super::{Asked, coverage};
use crate::error::{Result, StoreError};
use crate::events::{spread_column, table};
use crate::sql::Value;

/// Which side something open falls to: as few subjects as possible, or as many.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Few,
    Many,
}

impl Side {
    fn turned(self) -> Self {
        match self {
            Self::Few => Self::Many,
            Self::Many => Self::Few,
        }
    }
}

/// Where a stop of the text falls, and where what may not be looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound {
    pub stops: Side,
    pub hidden: Side,
}

impl Bound {
    pub const LOWER: Self = Self {
        stops: Side::Few,
        hidden: Side::Few,
    };
    /// Stops let in; what is hidden still lets nobody in.
    pub const STOPS: Self = Self {
        stops: Side::Many,
        hidden: Side::Few,
    };

    /// Under a negation.
    pub fn turned(self) -> Self {
        Self {
            stops: self.stops.turned(),
            hidden: self.hidden.turned(),
        }
    }
}

/// Where a predicate stands: what its bare columns mean.
#[derive(Clone, Copy)]
pub(super) enum Row<'v> {
    /// `c` with its patient row `p`.
    Candidate,
    /// `e`, an event of this view.
    Event(&'v ViewName),
}

/// Renders one statement.
pub(super) struct Renderer<'a> {
    model: &'a DataModel,
    raised: &'a [Origin],
    pub parameters: &'a mut Parameters,
    snapshot: String,
    /// The parameter that holds today, where people are asked about by what they cover.
    pub today: Option<String>,
    pub index_view: Option<ViewName>,
    /// Months by which the index date must be moved.
    pub shifts: BTreeSet<i64>,
}

impl<'a> Renderer<'a> {
    pub fn new(asked: &Asked<'a>, raised: &'a [Origin], parameters: &'a mut Parameters) -> Self {
        let today = asked.covered_until;
        let today = today.map(|day| parameters.bind(Value::Integer(day.0.into())));
        Self {
            raised,
            today,
            ..Self::of_rows(asked.model, asked.snapshot, parameters)
        }
    }

    /// Of rows alone, about which no plan asks.
    pub fn of_rows(
        model: &'a DataModel,
        snapshot: Snapshot,
        parameters: &'a mut Parameters,
    ) -> Self {
        let snapshot = parameters.bind(Value::Integer(snapshot.0));
        Self {
            model,
            raised: &[],
            parameters,
            snapshot,
            today: None,
            index_view: None,
            shifts: BTreeSet::new(),
        }
    }

    pub fn view(&self, name: &ViewName) -> Result<&'a View> {
        self.model
            .views
            .get(name)
            .ok_or_else(|| StoreError::UnknownName(name.to_string()))
    }

    pub fn visible(&self, alias: &str) -> String {
        let at = &self.snapshot;
        format!(
            "{alias}.added <= {at} AND ({alias}.superseded IS NULL OR {alias}.superseded > {at})"
        )
    }

    /// What an unknown operand makes of a comparison.
    pub fn unknown_is(&self, unknown: Option<Unknown>, origin: &Origin, bound: Bound) -> bool {
        match unknown {
            Some(Unknown::Exclude) => false,
            Some(Unknown::Include) => true,
            None | Some(Unknown::Stop) => bound.stops == Side::Many && self.raised.contains(origin),
        }
    }

    pub fn predicate(
        &mut self,
        predicate: &Predicate,
        row: Row<'_>,
        bound: Bound,
    ) -> Result<String> {
        Ok(match predicate {
            Predicate::And(all) => join(self.all(all, row, bound)?, "AND", "1"),
            Predicate::Or(all) => join(self.all(all, row, bound)?, "OR", "0"),
            Predicate::Not(inner) => {
                format!("NOT ({})", self.predicate(inner, row, bound.turned())?)
            }
            Predicate::Compare(comparison) => {
                let unknown_is = self.unknown_is(comparison.unknown, &comparison.origin, bound);
                let decided = self.comparison(comparison, row)?.decided(unknown_is);
                match &comparison.term {
                    Term::Patient(_) | Term::AgeAtIndex => self.of_patient(decided, bound),
                    Term::Event(_) | Term::Index(_) => decided,
                }
            }
            Predicate::Events(events) => self.events(events, bound)?,
        })
    }

    fn all(&mut self, all: &[Predicate], row: Row<'_>, bound: Bound) -> Result<Vec<String>> {
        all.iter()
            .map(|one| self.predicate(one, row, bound))
            .collect()
    }

    /// What is said of a Patient record holds for nobody whose record may not be looked at.
    fn of_patient(&self, decided: String, bound: Bound) -> String {
        match (&self.today, bound.hidden) {
            (None, _) => decided,
            (Some(_), Side::Few) => format!("(p.open IS NOT 0 AND {decided})"),
            (Some(_), Side::Many) => format!("(p.open IS 0 OR {decided})"),
        }
    }

    fn events(&mut self, query: &EventQuery, bound: Bound) -> Result<String> {
        if query.always() {
            return Ok("1".to_owned());
        }
        Ok(match query.quantity {
            Quantity::Some | Quantity::AtLeast(_) => self.found(query, true, bound)?,
            Quantity::No => format!("NOT {}", self.found(query, true, bound.turned())?),
            Quantity::Every => format!("NOT {}", self.found(query, false, bound.turned())?),
        })
    }

    /// Whether there are enough events for which `has` is `wanted`. As many as possible: also where
    /// there might be some that may not be looked at.
    fn found(&mut self, query: &EventQuery, wanted: bool, bound: Bound) -> Result<String> {
        let found = match query.quantity {
            Quantity::AtLeast(least) => {
                let least = self.parameters.bind(Value::Integer(least.into()));
                let events = format!("count(DISTINCT e.record * {EVENTS_MAX} + e.part)");
                let matching = self.matching(&events, query, wanted, bound)?;
                format!("(({matching}) >= {least})")
            }
            Quantity::Some | Quantity::No | Quantity::Every => {
                format!("EXISTS ({})", self.matching("1", query, wanted, bound)?)
            }
        };
        let Some(today) = self.today.clone().filter(|_| bound.hidden == Side::Many) else {
            return Ok(found);
        };
        let whole = self.seen_whole(query, today)?;
        Ok(format!("({found} OR NOT {whole})"))
    }

    /// Everything that could be one of the events may be looked at.
    fn seen_whole(&mut self, query: &EventQuery, today: String) -> Result<String> {
        let view = self.view(&query.view)?;
        let confined = query.confined(view.date.as_ref());
        let (mut first, mut last) = match &query.window {
            None => (Vec::new(), Vec::new()),
            Some(window) => {
                let (first, last) = self.reaches(window);
                (first.into_iter().collect(), last.into_iter().collect())
            }
        };
        first.push(self.day(confined.first));
        last.push(self.day(confined.last));
        last.push(today);
        let name = self.parameters.text(query.view.as_str());
        let (first, last) = (extreme("max", first), extreme("min", last));
        Ok(coverage::whole(
            "c.grp",
            &name,
            (&first, &last),
            confined.undated,
        ))
    }

    pub fn day(&mut self, day: Day) -> String {
        self.parameters.bind(Value::Integer(day.0.into()))
    }

    /// The subject's events in the window for which `has` is `wanted`.
    fn matching(
        &mut self,
        what: &str,
        query: &EventQuery,
        wanted: bool,
        bound: Bound,
    ) -> Result<String> {
        let view = self.view(&query.view)?;
        let window = match &query.window {
            None => String::new(),
            Some(window) => format!(" AND {}", self.window(window, view, bound)?),
        };
        let (has, spread) = match query.has.as_deref() {
            None => ("1".to_owned(), false),
            Some(has) if wanted => self.event_filter(has, &query.view, bound)?,
            Some(has) => (
                format!(
                    "NOT ({})",
                    self.predicate(has, Row::Event(&query.view), bound.turned())?
                ),
                false,
            ),
        };
        let coding = if spread { "" } else { " AND e.coding = 0" };
        let was = self.was(query.was.as_deref(), &query.view, bound)?;
        let usable = match (&self.today, bound.hidden) {
            (Some(_), Side::Few) => format!(" AND {}", coverage::usable("e", "c.grp")),
            _ => String::new(),
        };
        Ok(format!(
            "SELECT {what} FROM {} AS e WHERE e.subject = c.subject AND {}{coding}{window} AND {has}{was}{usable}",
            table(&query.view),
            self.visible("e"),
        ))
    }

    /// That a row is an event at all, to be added to a filter.
    pub fn was(
        &mut self,
        was: Option<&Predicate>,
        view: &ViewName,
        bound: Bound,
    ) -> Result<String> {
        let Some(was) = was else {
            return Ok(String::new());
        };
        let was = self.predicate(was, Row::Event(view), bound)?;
        Ok(format!(" AND {was}"))
    }

    /// A filter over events `e`, and whether it asks each coding's row by itself. A positive code
    /// comparison that must hold leads the search then, through the index on codes; without one
    /// the first row stands for the whole event.
    pub fn event_filter(
        &mut self,
        filter: &Predicate,
        view: &ViewName,
        bound: Bound,
    ) -> Result<(String, bool)> {
        let spread = spread_column(self.view(view)?).cloned();
        let parts = match filter {
            Predicate::And(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        // An unknown code is no member on either side, unless a raised stop or the author says so.
        let leads = |part: &Predicate| match part {
            Predicate::Compare(Comparison {
                term: Term::Event(column),
                op,
                right,
                unknown,
                origin,
                ..
            }) => {
                Some(column) == spread.as_ref()
                    && !self.unknown_is(*unknown, origin, bound)
                    && matches!(
                        (op, right),
                        (CompareOp::In, Literal::Codes(_) | Literal::List(_))
                            | (CompareOp::Equal, _)
                    )
            }
            _ => false,
        };
        let lead = parts.iter().position(leads);
        let mut rendered = Vec::new();
        for (n, part) in parts.iter().enumerate() {
            rendered.push(match part {
                Predicate::Compare(comparison) if Some(n) == lead => {
                    self.coding_of_row(comparison)?
                }
                part => self.predicate(part, Row::Event(view), bound)?,
            });
        }
        Ok((join(rendered, "AND", "1"), lead.is_some()))
    }
}
