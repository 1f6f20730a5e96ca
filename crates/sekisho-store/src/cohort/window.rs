//! Windows in time: an event's local days against the index event's.
//!
//! Both dates may be partial, so each is a first and a last day. A window certainly holds when it
//! holds for every pair of days they may mean, and certainly fails when it does for no pair.

use sekisho_model::cohort::{Side, Span, Window};
use sekisho_model::oncology::View;

use super::parts::Verdict;
use super::predicate::{Bound, Renderer};
use crate::error::{Result, StoreError};

/// `every`: for each pair of days; `some`: for at least one.
struct Reach {
    every: String,
    some: String,
}

impl Renderer<'_> {
    pub fn window(&mut self, window: &Window, view: &View, bound: Bound) -> Result<String> {
        self.index()?;
        let date = view
            .date
            .as_ref()
            .ok_or_else(|| StoreError::UnknownName("a date of the events".into()))?;
        let event = (format!("e.c_{date}_day"), format!("e.c_{date}_last"));
        let reach = match (window.side, window.strictly) {
            (Side::After, strictly) => self.after(&event, window.span, strictly),
            (Side::Before, strictly) => self.before(&event, window.span, strictly),
            (Side::Around, true) => {
                let (before, after) = (
                    self.before(&event, window.span, true),
                    self.after(&event, window.span, true),
                );
                Reach {
                    every: format!("({} OR {})", before.every, after.every),
                    some: format!("({} OR {})", before.some, after.some),
                }
            }
            (Side::Around, false) => self.around(&event, window.span),
        };
        let verdict = Verdict::new(reach.every, format!("NOT ({})", reach.some));
        Ok(verdict.decided(self.unknown_is(window.unknown, &window.origin, bound)))
    }

    /// The first and the last day that a window may reach; `None`: without bound.
    pub fn reaches(&mut self, window: &Window) -> (Option<String>, Option<String>) {
        let gap = i32::from(window.strictly);
        let back = self.moved(window.span, -1);
        let forth = self.moved(window.span, 1);
        let back = back.map(|(first, _)| first);
        let forth = forth.map(|(_, last)| last);
        match window.side {
            Side::After => (Some(format!("(c.day + {gap})")), forth),
            Side::Before => (back, Some(format!("(c.last - {gap})"))),
            Side::Around => (back, forth),
        }
    }

    /// From the index day (or its morrow) to a span later.
    fn after(
        &mut self,
        (first, last): &(String, String),
        span: Option<Span>,
        strictly: bool,
    ) -> Reach {
        let gap = i32::from(strictly);
        let (mut every, mut some) = (
            format!("{first} >= c.last + {gap}"),
            format!("{last} >= c.day + {gap}"),
        );
        if let Some((from, until)) = self.moved(span, 1) {
            every += &format!(" AND {last} <= {from}");
            some += &format!(" AND {first} <= {until}{}", never(span, strictly, first));
        }
        Reach {
            every: format!("({every})"),
            some: format!("({some})"),
        }
    }

    fn before(
        &mut self,
        (first, last): &(String, String),
        span: Option<Span>,
        strictly: bool,
    ) -> Reach {
        let gap = i32::from(strictly);
        let (mut every, mut some) = (
            format!("{last} <= c.day - {gap}"),
            format!("{first} <= c.last - {gap}"),
        );
        if let Some((from, until)) = self.moved(span, -1) {
            every += &format!(" AND {first} >= {until}");
            some += &format!(" AND {last} >= {from}{}", never(span, strictly, first));
        }
        Reach {
            every: format!("({every})"),
            some: format!("({some})"),
        }
    }

    fn around(&mut self, (first, last): &(String, String), span: Option<Span>) -> Reach {
        match (self.moved(span, -1), self.moved(span, 1)) {
            (Some(back), Some(forth)) => Reach {
                every: format!("({first} >= {} AND {last} <= {})", back.1, forth.0),
                some: format!("({last} >= {} AND {first} <= {})", back.0, forth.1),
            },
            // Without bound any day will do, but an event without a date has none.
            _ => Reach {
                every: format!("{first} IS NOT NULL"),
                some: format!("{first} = {first}"),
            },
        }
    }

    /// The index event's first and last day moved by a span; months and years by the calendar.
    fn moved(&mut self, span: Option<Span>, sign: i64) -> Option<(String, String)> {
        let months = match span? {
            Span::Days(days) => {
                let days = sign * i64::from(days);
                return Some((format!("(c.day + {days})"), format!("(c.last + {days})")));
            }
            Span::Months(months) => sign * i64::from(months),
            Span::Years(years) => sign * i64::from(years) * 12,
        };
        self.shifts.insert(months);
        Some((
            format!("c.{}", shift_name("day", months)),
            format!("c.{}", shift_name("last", months)),
        ))
    }

    /// The columns that candidates carry for the calendar spans of their windows.
    pub fn shift_columns(&self) -> String {
        let column = |end: &str, months: &i64| {
            let moved = format!(
                "unixepoch(i.{end} * 86400, 'unixepoch', '{months:+} months', 'floor') / 86400"
            );
            format!(", {moved} AS {}", shift_name(end, *months))
        };
        self.shifts
            .iter()
            .flat_map(|months| [column("day", months), column("last", months)])
            .collect()
    }
}

/// `strictly within 0 days` holds for no date; for a missing one it stays unknown.
fn never(span: Option<Span>, strictly: bool, date: &str) -> String {
    match span {
        Some(Span::Days(0) | Span::Months(0) | Span::Years(0)) if strictly => {
            format!(" AND {date} <> {date}")
        }
        _ => String::new(),
    }
}

fn shift_name(end: &str, months: i64) -> String {
    let direction = if months < 0 { "back" } else { "forth" };
    format!("{end}_{direction}_{}", months.unsigned_abs())
}
