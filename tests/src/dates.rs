//! Dates place by place: a delivered date is the source's moved by the patient's constant (whole
//! days, and for a time of day some seconds on top), cut to a coarser precision where the profile
//! says so, and never the source's own.

use crate::json::Json;
use crate::places::walk;

/// A date, partial date or moment as FHIR writes it; `None` for any other text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Days since 1970-01-01 of the first day it may mean.
    pub day: i64,
    /// 4, 7 or 10 characters of date.
    pub precision: usize,
    /// `T23:37:54+00:00`, or nothing.
    pub rest: String,
}

/// A person's constant. The seconds are known once a time of day was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    pub days: i64,
    pub seconds: Option<i64>,
}

impl Written {
    pub fn read(text: &str) -> Option<Self> {
        let date = text.split('T').next()?;
        let rest = text[date.len()..].to_owned();
        let parts: Vec<&str> = date.split('-').collect();
        let widths: Vec<usize> = parts.iter().map(|p| p.len()).collect();
        let shaped =
            matches!(widths[..], [4] | [4, 2] | [4, 2, 2]) && (rest.is_empty() || date.len() == 10);
        let digits = parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
        if !shaped || !digits {
            return None;
        }
        let number = |i: usize| parts.get(i).map_or(1, |p| p.parse::<i64>().unwrap_or(1));
        let (month, day) = (number(1), number(2));
        let real = (1..=12).contains(&month) && (1..=31).contains(&day);
        real.then(|| Self {
            day: days_of(number(0), month, day),
            precision: date.len(),
            rest,
        })
    }

    /// Seconds of `Thh:mm:ss`, where it has such a time.
    fn clock(&self) -> Option<i64> {
        let number = |at: usize| self.rest.get(at..at + 2)?.parse::<i64>().ok();
        Some(number(1)? * 3600 + number(4)? * 60 + number(7)?)
    }

    /// The text of this date moved and cut to `precision` characters.
    pub fn moved(&self, shift: Shift, precision: usize) -> String {
        let (mut day, mut rest) = (self.day + shift.days, self.rest.clone());
        if let Some(clock) = self.clock() {
            let clock = clock + shift.seconds.unwrap_or_default();
            day += clock.div_euclid(86_400);
            let of_day = clock.rem_euclid(86_400);
            let (h, m, s) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
            rest = format!("T{h:02}:{m:02}:{s:02}{}", &self.rest[9..]);
        }
        let (y, m, d) = civil_of(day);
        let date = format!("{y:04}-{m:02}-{d:02}");
        let precision = precision.min(self.precision);
        if precision == 10 {
            format!("{date}{rest}")
        } else {
            date[..precision].to_owned()
        }
    }
}

/// One mistake: where, and what is wrong with it.
pub type Fault = (String, String);

/// The shift that a pair of records shows, taken from the first path at which both have equally
/// many full dates; from one with times of day, if there is any.
pub fn shift_between(source: &Json, delivered: &Json) -> Option<Shift> {
    let (from, to) = (dated_places(source), dated_places(delivered));
    let pairs: Vec<(&Written, &Written)> = to
        .iter()
        .filter_map(|(path, dates)| {
            let before = &from.iter().find(|(p, _)| p == path)?.1;
            let full = dates[0].precision == 10 && before[0].precision == 10;
            (full && before.len() == dates.len()).then(|| (&before[0], &dates[0]))
        })
        .collect();
    let timed = pairs.iter().find_map(|(before, after)| {
        let whole = |date: &Written| Some(date.day * 86_400 + date.clock()?);
        let by = whole(after)? - whole(before)?;
        // Less than half a day on top of whole days.
        let days = (by + 43_200).div_euclid(86_400);
        Some(Shift {
            days,
            seconds: Some(by - days * 86_400),
        })
    });
    timed.or_else(|| {
        let (before, after) = pairs.iter().find(|(_, after)| after.rest.is_empty())?;
        Some(Shift {
            days: after.day - before.day,
            seconds: None,
        })
    })
}

/// Compares every date of a delivered record with the source's dates at the same path: each must be
/// the next of them, moved by `shift` days.
pub fn faults(source: &Json, delivered: &Json, shift: Shift) -> Vec<Fault> {
    let from = dated_places(source);
    let mut faults = Vec::new();
    for (path, dates) in dated_places(delivered) {
        let mut before = from
            .iter()
            .find(|(p, _)| *p == path)
            .map_or(&[][..], |(_, dates)| dates)
            .iter();
        for date in &dates {
            let text = date.moved(STILL, 10);
            if !before.any(|source| source.moved(shift, date.precision) == text) {
                faults.push((
                    path.clone(),
                    format!("{text} is no date of the source moved by {shift:?}"),
                ));
            }
        }
    }
    faults
}

const STILL: Shift = Shift {
    days: 0,
    seconds: None,
};

/// Paths with their dates, in order. A year alone counts only where the key names a date, since
/// any four digits look like one.
fn dated_places(record: &Json) -> Vec<(String, Vec<Written>)> {
    let mut places: Vec<(String, Vec<Written>)> = Vec::new();
    walk(record, &mut |place| {
        let Some(date) = place.value.text().and_then(Written::read) else {
            return;
        };
        let named = ["Date", "date", "DateTime", "Period"]
            .iter()
            .any(|w| place.key.ends_with(w));
        if date.precision == 4 && !named {
            return;
        }
        match places.iter_mut().find(|(path, _)| path == place.path) {
            Some((_, dates)) => dates.push(date),
            None => places.push((place.path.to_owned(), vec![date])),
        }
    });
    places
}

/// Days since 1970-01-01 of a proleptic Gregorian date.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let y = year - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let of_era = y - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_of(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z - era * 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let mp = (5 * of_year + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (
        year_of_era + era * 400 + i64::from(month <= 2),
        month,
        of_year - (153 * mp + 2) / 5 + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(days: i64, seconds: i64) -> Shift {
        Shift {
            days,
            seconds: Some(seconds),
        }
    }

    fn moved(text: &str, days: i64) -> String {
        Written::read(text).unwrap().moved(by(days, 0), 10)
    }

    #[test]
    fn a_move_keeps_the_precision() {
        assert_eq!(
            moved("2011-12-31T23:37:54.530+00:00", 1),
            "2012-01-01T23:37:54.530+00:00"
        );
        let late = Written::read("2011-12-31T23:37:54.530+00:00").unwrap();
        assert_eq!(
            late.moved(by(1, 3_661), 10),
            "2012-01-02T00:38:55.530+00:00"
        );
        assert_eq!(moved("2012-02-28", 2), "2012-03-01");
        assert_eq!(moved("2010-05", -1), "2010-04");
        assert_eq!(moved("2010", -1), "2009");
        for text in [
            "8302-2",
            "2010-13",
            "20100501",
            "2010-05-01 10:00",
            "2010-05T10:00",
            "5-01",
        ] {
            assert_eq!(Written::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_that_was_not_moved_is_a_fault() {
        let source = Json::parse(
            r#"{"onsetDateTime":"2010-05-01","recordedDate":"2010-05-03","birthDate":"1950-12-30"}"#,
        );
        let good = Json::parse(
            r#"{"onsetDateTime":"2010-05-08","recordedDate":"2010-05-10","birthDate":"1951"}"#,
        );
        let bad = Json::parse(
            r#"{"onsetDateTime":"2010-05-08","recordedDate":"2010-05-03","birthDate":"1950"}"#,
        );
        assert_eq!(
            shift_between(&source, &good),
            Some(Shift {
                days: 7,
                seconds: None
            })
        );
        assert_eq!(faults(&source, &good, by(7, 0)), []);
        let places: Vec<String> = faults(&source, &bad, by(7, 0))
            .into_iter()
            .map(|f| f.0)
            .collect();
        assert_eq!(places, ["recordedDate", "birthDate"]);
    }

    #[test]
    fn a_dropped_item_does_not_hide_a_date_of_its_neighbour() {
        let source = Json::parse(r#"{"item":[{"date":"2010-01-01"},{"date":"2010-01-05"}]}"#);
        let second = Json::parse(r#"{"item":[{"date":"2010-01-06"}]}"#);
        let copied = Json::parse(r#"{"item":[{"date":"2010-01-05"}]}"#);
        assert_eq!(faults(&source, &second, by(1, 0)), []);
        assert_eq!(faults(&source, &copied, by(1, 0)).len(), 1);
    }
}
