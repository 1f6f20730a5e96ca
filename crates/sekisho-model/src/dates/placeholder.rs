//! Dates that stand for "not known" or "no end": of these nothing leaves but that they were masked.
//!
//! Moved, each would tell the person's shift to whoever knows it (`dsl/dates/placeholders.tsv`).

use std::sync::LazyLock;

use crate::Day;
use crate::time::days_in_month;

const SPANS: &str = include_str!("../../../../dsl/dates/placeholders.tsv");
const MOMENTS: &str = include_str!("../../../../dsl/dates/moments.tsv");

/// What ships: spans of days, both ends inside, and instants in seconds since 1970.
#[derive(Debug)]
pub struct Shipped {
    pub spans: Vec<(Day, Day)>,
    pub moments: Vec<i64>,
}

/// The shipped list.
pub fn shipped() -> &'static Shipped {
    static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| Shipped {
        spans: rows(SPANS)
            .map(|(from, rest)| {
                let to = rest.split('\t').next().unwrap_or_default();
                (day(from), day(to))
            })
            .collect(),
        moments: rows(MOMENTS)
            .map(|(seconds, _)| seconds.parse().expect("a shipped moment is a number"))
            .collect(),
    });
    &SHIPPED
}

/// The shipped list and the days that a profile adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholders {
    /// Ascending by their first day.
    pub spans: Vec<(Day, Day)>,
    pub moments: Vec<i64>,
}

impl Placeholders {
    pub fn with(days: &[Day]) -> Self {
        let shipped = shipped();
        let own = days.iter().map(|day| (*day, *day));
        let mut spans: Vec<_> = shipped.spans.iter().copied().chain(own).collect();
        spans.sort_unstable();
        spans.dedup();
        Self {
            spans,
            moments: shipped.moments.clone(),
        }
    }

    /// Whether a date of FHIR, as it is written, is one: all that it may mean lies in one span. What
    /// was written in UTC may be any day that it is somewhere, since exports write a local midnight so.
    pub fn holds(&self, text: &str) -> bool {
        let Some((first, last, time)) = days(text) else {
            return false;
        };
        let inside = |first: Day, last: Day| {
            let span = |(from, to): &(Day, Day)| *from <= first && last <= *to;
            self.spans.iter().any(span)
        };
        if inside(first, last) {
            return true;
        }
        let Some((seconds, Some(zone))) = time else {
            return false;
        };
        let utc = i64::from(first.0) * 86_400 + i64::from(seconds) - i64::from(zone);
        let anywhere = |hours: i64| {
            let day = Day((utc + hours * 3_600).div_euclid(86_400) as i32);
            inside(day, day)
        };
        self.moments.contains(&utc) || (text.ends_with('Z') && (anywhere(-12) || anywhere(14)))
    }
}

/// Seconds of the day, and the zone's offset in seconds where one is written.
type Time = (u32, Option<i32>);

/// The first and the last day that a date may mean, and its time.
fn days(text: &str) -> Option<(Day, Day, Option<Time>)> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let parts: Vec<u32> = date
        .split('-')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let at = |month, day| Day::from_ymd(parts[0] as i32, month, day);
    let (first, last) = match parts[..] {
        [_] => (at(1, 1)?, at(12, 31)?),
        [year, month] => (at(month, 1)?, at(month, days_in_month(year as i32, month))?),
        [_, month, day] => (at(month, day)?, at(month, day)?),
        _ => return None,
    };
    Some((first, last, time.and_then(clock)))
}

fn clock(time: &str) -> Option<Time> {
    let number = |at: std::ops::Range<usize>| time.get(at)?.parse::<u32>().ok();
    let seconds = match time.get(5..6) {
        Some(":") => number(6..8)?,
        _ => 0,
    };
    let of_day = number(0..2)? * 3600 + number(3..5)? * 60 + seconds;
    let zone = match time.get(time.len().saturating_sub(6)..) {
        _ if time.ends_with('Z') => Some(0),
        Some(zone) if zone.starts_with(['+', '-']) => {
            let hours = zone.get(1..3)?.parse::<i32>().ok()?;
            let minutes = zone.get(4..6)?.parse::<i32>().ok()?;
            let offset = hours * 3600 + minutes * 60;
            Some(if zone.starts_with('-') {
                -offset
            } else {
                offset
            })
        }
        _ => None,
    };
    Some((of_day, zone))
}

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .filter_map(|line| line.split_once('\t'))
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a shipped placeholder is a day")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nobodys_day_is_known_at_every_precision() {
        let known = Placeholders::with(&[Day::parse("2020-01-01").unwrap()]);
        for text in [
            "9999-12-31",
            "9999-12",
            "9999",
            "2099",
            "2099-12-31",
            "2999-12-31T23:59:59+09:00",
            "9999-12-31T14:59:59Z",
            "1900-01-01",
            "1900-01-01T00:00:00Z",
            "1900-01-01T00:00:00+09:00",
            "1900-12-31T15:00:00Z",
            "0001-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "1970-01-01T09:00:00+09:00",
            "2038-01-19T03:14:07Z",
            "2020-01-01",
            "2020-01-01T10:00:00+09:00",
        ] {
            assert!(known.holds(text), "{text}");
        }
        for text in [
            "1900",
            "1900-01",
            "1970-01-01",
            "1970-01-01T00:00:01Z",
            "2020-01-02",
            "2020-01",
            "2015-03-10",
            "2078-12-31",
            "1850-01-01",
            "x",
            "",
            "2019-12-31T23:00:00+09:00",
        ] {
            assert!(!known.holds(text), "{text}");
        }
    }
}
