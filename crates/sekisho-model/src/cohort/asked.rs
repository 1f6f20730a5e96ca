//! What a plan asks of the records: which views, whether it also takes their silence for an answer,
//! and over which days.
//!
//! `some diabetes` needs a record that may be used. `no diabetes` needs more: that everything which
//! could be one may be looked at. So does the first of several events: an earlier one that may not
//! be looked at would be the first.

use std::collections::BTreeMap;

use super::{
    Cohort, CompareOp, Comparison, End, EventQuery, IndexEvent, Literal, Predicate, Quantity, Term,
    Unknown,
};
use crate::{ColumnName, Day, ViewName};

/// The days on which an event must lie to count, so far as the text of a filter confines them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confined {
    pub first: Day,
    pub last: Day,
    /// An event without a date may count.
    pub undated: bool,
}

impl Confined {
    const NOWHERE: Self = Self {
        first: Day::MIN,
        last: Day::MAX,
        undated: true,
    };

    /// A filter confines by what must hold of the event's own date whatever else does, and where
    /// an unknown date is excluded.
    pub fn by(filter: Option<&Predicate>, date: Option<&ColumnName>) -> Self {
        let parts = match filter {
            None => &[],
            Some(Predicate::And(all)) => all.as_slice(),
            Some(one) => std::slice::from_ref(one),
        };
        parts.iter().fold(Self::NOWHERE, |so_far, part| match part {
            Predicate::Compare(comparison) => so_far.and(comparison, date),
            Predicate::And(_) => {
                let inner = Self::by(Some(part), date);
                so_far.meet(inner.first, inner.last, inner.undated)
            }
            Predicate::Or(_) | Predicate::Not(_) | Predicate::Events(_) => so_far,
        })
    }

    fn and(self, comparison: &Comparison, date: Option<&ColumnName>) -> Self {
        let Term::Event(column) = &comparison.term else {
            return self;
        };
        if Some(column) != date || comparison.unknown != Some(Unknown::Exclude) {
            return self;
        }
        let (any, none) = (Day::MIN, Day::MAX);
        let days = match (comparison.op, &comparison.right) {
            (CompareOp::Equal, Literal::Date(day)) => Some((*day, *day)),
            (CompareOp::Less, Literal::Date(day)) => Some((any, Day(day.0 - 1))),
            (CompareOp::LessOrEqual, Literal::Date(day)) => Some((any, *day)),
            (CompareOp::Greater, Literal::Date(day)) => Some((Day(day.0 + 1), none)),
            (CompareOp::GreaterOrEqual, Literal::Date(day)) => Some((*day, none)),
            (CompareOp::Between, Literal::List(ends)) => match ends.as_slice() {
                [Literal::Date(from), Literal::Date(until)] => Some((*from, *until)),
                _ => None,
            },
            _ => None,
        };
        match days {
            Some((first, last)) => self.meet(first, last, false),
            // Whatever it says of the date, it says it of a date that is known.
            None => self.meet(any, none, false),
        }
    }

    fn meet(self, first: Day, last: Day, undated: bool) -> Self {
        Self {
            first: self.first.max(first),
            last: self.last.min(last),
            undated: self.undated && undated,
        }
    }
}

impl EventQuery {
    /// Where an event must lie to be one that the quantity counts. `every` counts those for which
    /// `has` fails, and what `has` says of their date confines nothing.
    pub fn confined(&self, date: Option<&ColumnName>) -> Confined {
        let has = match self.quantity {
            Quantity::Every => None,
            Quantity::Some | Quantity::No | Quantity::AtLeast(_) => self.has.as_deref(),
        };
        let by_window = self
            .window
            .as_ref()
            .is_some_and(|window| window.unknown == Some(Unknown::Exclude));
        let confined = Confined::by(has, date);
        Confined {
            undated: confined.undated && !by_window,
            ..confined
        }
    }

    /// It holds whatever the records say.
    pub fn always(&self) -> bool {
        match self.quantity {
            Quantity::Every => self.has.is_none(),
            Quantity::AtLeast(least) => least == 0,
            Quantity::Some | Quantity::No => false,
        }
    }
}

impl IndexEvent {
    /// The days that must be seen whole to know that an event on these days is the index event.
    /// Without a date no event is one.
    pub fn asked(&self, date: Option<&ColumnName>, days: (Day, Day), today: Day) -> (Day, Day) {
        let confined = Confined::by(self.filter.as_ref(), date);
        match self.end {
            End::First => (confined.first, days.0),
            End::Last => (days.0, confined.last.min(today)),
        }
    }
}

impl Cohort {
    /// Every view the plan reads; true where the plan also takes for an answer that the view shows
    /// nothing.
    pub fn asks(&self) -> BTreeMap<ViewName, bool> {
        let mut asks: BTreeMap<ViewName, bool> =
            self.views().into_iter().map(|view| (view, false)).collect();
        if let Some(index) = &self.index {
            asks.insert(index.view.clone(), true);
        }
        for condition in &self.conditions {
            condition.predicate.silence(!condition.exclude, &mut asks);
        }
        asks
    }
}

impl Predicate {
    fn silence(&self, wanted: bool, asks: &mut BTreeMap<ViewName, bool>) {
        match self {
            Self::And(all) | Self::Or(all) => all.iter().for_each(|one| one.silence(wanted, asks)),
            Self::Not(inner) => inner.silence(!wanted, asks),
            Self::Compare(_) => {}
            Self::Events(query) if query.always() => {}
            Self::Events(query) => {
                let by_silence = match query.quantity {
                    Quantity::Some | Quantity::AtLeast(_) => !wanted,
                    Quantity::No | Quantity::Every => wanted,
                };
                *asks.entry(query.view.clone()).or_default() |= by_silence;
            }
        }
    }
}
