//! What a question may look at, and what it makes of the rest.
//!
//! A record that may not be used is neither there nor absent. So every answer is two: the least
//! that can be said, and the most. They differ only by what is hidden; a negation turns them round;
//! a member is who is one by the least. An `unknown` clause speaks of what records leave open, never
//! of what is hidden.

use sekisho_model::cohort::{EventQuery, IndexEvent, Side, Span, Window};
use sekisho_model::covered::WholeDays;
use sekisho_model::{Day, Interval, ViewName};

use super::window::later;
use super::{Answer, Case, EventRow, events};

/// What of one subject may be looked at.
pub struct Seen<'a> {
    pub usable: &'a dyn Fn(&ViewName, &EventRow) -> bool,
    /// Over which days a view shows everything there is.
    pub whole: &'a dyn Fn(&ViewName) -> WholeDays,
    /// What is asked of all time is asked until this day.
    pub today: Day,
}

/// The least and the most that can be said.
#[derive(Clone, Debug)]
pub(super) struct Both {
    pub least: Answer,
    pub most: Answer,
}

impl Both {
    pub fn of(answer: Answer) -> Self {
        Self {
            least: answer.clone(),
            most: answer,
        }
    }

    /// It hangs on what may not be looked at.
    pub fn hidden() -> Self {
        Self {
            least: Answer::No,
            most: Answer::Yes,
        }
    }

    pub fn not(self) -> Self {
        Self {
            least: self.most.not(),
            most: self.least.not(),
        }
    }

    pub fn and(self, other: Self) -> Self {
        Self {
            least: self.least.and(other.least),
            most: self.most.and(other.most),
        }
    }

    pub fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }
}

impl Case<'_> {
    /// The subject's Patient record is one that may not be looked at.
    pub(super) fn patient_hidden(&self) -> bool {
        let view = ViewName::from("patient");
        match (self.seen, events(self.rows, &view).first()) {
            (Some(seen), Some(row)) => !(seen.usable)(&view, row),
            _ => false,
        }
    }

    /// An index event may be known as one: it may be used, and nothing hides that would come before.
    pub(super) fn index_shown(&self, index: &IndexEvent, date: Interval, event: &EventRow) -> bool {
        let Some(seen) = self.seen else {
            return true;
        };
        let column = (self.dates)(&index.view);
        let (first, last) = index.asked(column.as_ref(), date.days(self.zone), seen.today);
        (seen.usable)(&index.view, event) && (seen.whole)(&index.view).holds(first, last)
    }

    /// Everything that could be one of the events may be looked at.
    pub(super) fn seen_whole(&self, seen: &Seen<'_>, query: &EventQuery) -> bool {
        let confined = query.confined((self.dates)(&query.view).as_ref());
        let (first, last) = match (&query.window, self.index_date) {
            (Some(window), Some(index)) => reaches(window, index.days(self.zone)),
            _ => (Day::MIN, Day::MAX),
        };
        let (first, last) = (
            first.max(confined.first),
            last.min(confined.last).min(seen.today),
        );
        let whole = (seen.whole)(&query.view);
        whole.holds(first, last) && (whole.undated || !confined.undated)
    }
}

/// Every day that a window holds for one of the days the index date may mean.
fn reaches(window: &Window, index: (Day, Day)) -> (Day, Day) {
    let gap = i32::from(window.strictly);
    let moved = |day: Day, span: Option<Span>, sign: i32| span.map(|span| later(day, span, sign));
    let back = moved(index.0, window.span, -1).unwrap_or(Day::MIN);
    let forth = moved(index.1, window.span, 1).unwrap_or(Day::MAX);
    match window.side {
        Side::After => (Day(index.0.0 + gap), forth),
        Side::Before => (back, Day(index.1.0 - gap)),
        Side::Around => (back, forth),
    }
}
