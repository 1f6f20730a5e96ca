//! Windows: where an event's day stands to the index day, over every day each may mean.

use sekisho_model::cohort::{Side, Span, Window};
use sekisho_model::{Day, Interval};

use super::Case;
use super::compare::same;

impl Case<'_> {
    /// `None` where the event's date is missing or too coarse to tell.
    pub(super) fn inside(&self, window: &Window, event: Option<Interval>) -> Option<bool> {
        let (event, index) = (event?.days(self.zone), self.index_date?.days(self.zone));
        let pairs = (event.0.0..=event.1.0)
            .flat_map(|e| (index.0.0..=index.1.0).map(move |i| (Day(e), Day(i))));
        same(pairs.map(|(event, index)| Some(holds(window, event, index))))
    }
}

fn holds(window: &Window, event: Day, index: Day) -> bool {
    if event == index {
        return !window.strictly;
    }
    let after = event > index;
    let reaches = match window.span {
        None => true,
        Some(span) if after => event <= later(index, span, 1),
        Some(span) => event >= later(index, span, -1),
    };
    let side = match window.side {
        Side::After => after,
        Side::Before => !after,
        Side::Around => true,
    };
    side && reaches
}

/// Calendar lengths: months and years clip to the month's last day.
pub(super) fn later(day: Day, span: Span, sign: i32) -> Day {
    match span {
        Span::Days(n) => Day(day.0.saturating_add(sign * n as i32)),
        Span::Months(n) => day.add_months(sign * n as i32),
        Span::Years(n) => day.add_months(sign * n as i32 * 12),
    }
}
