//! Predicates: and, or, not, and questions about a subject's events.

use std::collections::BTreeSet;

use sekisho_model::cohort::{
    CompareOp, Comparison, EventQuery, Literal, Predicate, Quantity, Term, Unknown,
};
use sekisho_model::oncology::{DataModel, PARTS_MAX, View};
use sekisho_model::record::Snapshot;
use sekisho_model::{Origin, ViewName};

use super::parts::{Parameters, join};
use crate::error::{Result, StoreError};
use crate::events::{spread_column, table};
use crate::sql::Value;

/// Which side an open stop falls to: as few subjects as possible, or as many.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Lower,
    Upper,
}

impl Bound {
    /// Under a negation.
    pub fn turned(self) -> Self {
        match self {
            Self::Lower => Self::Upper,
            Self::Upper => Self::Lower,
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
    pub index_view: Option<ViewName>,
    /// Months by which the index date must be moved.
    pub shifts: BTreeSet<i64>,
}

impl<'a> Renderer<'a> {
    pub fn new(
        model: &'a DataModel,
        snapshot: Snapshot,
        raised: &'a [Origin],
        parameters: &'a mut Parameters,
    ) -> Self {
        let snapshot = parameters.bind(Value::Integer(snapshot.0));
        Self {
            model,
            raised,
            parameters,
            snapshot,
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
            None | Some(Unknown::Stop) => bound == Bound::Upper && self.raised.contains(origin),
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
                self.comparison(comparison, row)?.decided(unknown_is)
            }
            Predicate::Events(events) => self.events(events, bound)?,
        })
    }

    fn all(&mut self, all: &[Predicate], row: Row<'_>, bound: Bound) -> Result<Vec<String>> {
        all.iter()
            .map(|one| self.predicate(one, row, bound))
            .collect()
    }

    fn events(&mut self, query: &EventQuery, bound: Bound) -> Result<String> {
        Ok(match query.quantity {
            Quantity::Some => format!("EXISTS ({})", self.matching("1", query, true, bound)?),
            Quantity::AtLeast(0) => "1".to_owned(),
            Quantity::AtLeast(least) => {
                let least = self.parameters.bind(Value::Integer(least.into()));
                let events = format!("count(DISTINCT e.record * {PARTS_MAX} + e.part)");
                format!(
                    "({}) >= {least}",
                    self.matching(&events, query, true, bound)?
                )
            }
            Quantity::No => format!(
                "NOT EXISTS ({})",
                self.matching("1", query, true, bound.turned())?
            ),
            Quantity::Every if query.has.is_none() => "1".to_owned(),
            Quantity::Every => format!(
                "NOT EXISTS ({})",
                self.matching("1", query, false, bound.turned())?
            ),
        })
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
        Ok(format!(
            "SELECT {what} FROM {} AS e WHERE e.subject = c.subject AND {}{coding}{window} AND {has}",
            table(&query.view),
            self.visible("e"),
        ))
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
