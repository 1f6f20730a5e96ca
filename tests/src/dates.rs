//! Dates place by place: a delivered date is the source's moved by the patient's constant number
//! of days, cut to a coarser precision where the profile says so, and never the source's own.

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

    /// The text of this date moved by whole days and cut to `precision` characters.
    pub fn moved(&self, days: i64, precision: usize) -> String {
        let (y, m, d) = civil_of(self.day + days);
        let date = format!("{y:04}-{m:02}-{d:02}");
        let precision = precision.min(self.precision);
        if precision == 10 {
            format!("{date}{}", self.rest)
        } else {
            date[..precision].to_owned()
        }
    }
}

/// One mistake: where, and what is wrong with it.
pub type Fault = (String, String);

/// The shift that a pair of records shows, taken from the first path at which both have equally
/// many full dates.
pub fn shift_between(source: &Json, delivered: &Json) -> Option<i64> {
    let (from, to) = (dated_places(source), dated_places(delivered));
    to.iter().find_map(|(path, dates)| {
        let before = &from.iter().find(|(p, _)| p == path)?.1;
        let full = dates[0].precision == 10 && before[0].precision == 10;
        (full && before.len() == dates.len()).then(|| dates[0].day - before[0].day)
    })
}

/// Compares every date of a delivered record with the source's dates at the same path: each must be
/// the next of them, moved by `shift` days.
pub fn faults(source: &Json, delivered: &Json, shift: i64) -> Vec<Fault> {
    let from = dated_places(source);
    let mut faults = Vec::new();
    for (path, dates) in dated_places(delivered) {
        let mut before = from
            .iter()
            .find(|(p, _)| *p == path)
            .map_or(&[][..], |(_, dates)| dates)
            .iter();
        for date in &dates {
            let text = date.moved(0, 10);
            if !before.any(|source| source.moved(shift, date.precision) == text) {
                faults.push((
                    path.clone(),
                    format!("{text} is no date of the source moved by {shift} days"),
                ));
            }
        }
    }
    faults
}

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

    fn moved(text: &str, days: i64) -> String {
        Written::read(text).unwrap().moved(days, 10)
    }

    #[test]
    fn a_move_keeps_the_precision_and_the_time_of_day() {
        assert_eq!(
            moved("2011-12-31T23:37:54.530+00:00", 1),
            "2012-01-01T23:37:54.530+00:00"
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
        assert_eq!(shift_between(&source, &good), Some(7));
        assert_eq!(faults(&source, &good, 7), []);
        let places: Vec<String> = faults(&source, &bad, 7).into_iter().map(|f| f.0).collect();
        assert_eq!(places, ["recordedDate", "birthDate"]);
    }

    #[test]
    fn a_dropped_item_does_not_hide_a_date_of_its_neighbour() {
        let source = Json::parse(r#"{"item":[{"date":"2010-01-01"},{"date":"2010-01-05"}]}"#);
        let second = Json::parse(r#"{"item":[{"date":"2010-01-06"}]}"#);
        let copied = Json::parse(r#"{"item":[{"date":"2010-01-05"}]}"#);
        assert_eq!(faults(&source, &second, 1), []);
        assert_eq!(faults(&source, &copied, 1).len(), 1);
    }
}
