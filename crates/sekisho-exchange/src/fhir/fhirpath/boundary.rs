//! `lowBoundary()` and `highBoundary()`: the least and the greatest that a value may mean at the
//! precision it is written with.

use std::borrow::Cow;

use super::expr::{End, Precise};
use super::{Item, Number};

pub(super) fn of<'t, 'a>(item: &Item<'t, 'a>, end: End, precise: Precise) -> Option<Item<'t, 'a>> {
    if let Some(number) = item.number() {
        return decimal(number, end).map(Item::Number);
    }
    let text = item.text()?;
    let found = match text.split_once('T') {
        Some((date, time)) => date_time(date, time, end)?,
        None if text.as_bytes().get(2) == Some(&b':') => time(text, end)?,
        None if precise == Precise::DateTime => date_time(text, "", end)?,
        None => date(text, end)?,
    };
    Some(Item::Text(Cow::Owned(found)))
}

/// Half a unit of the last digit to either side.
fn decimal(number: Number, end: End) -> Option<Number> {
    let half = Number::parse(&format!("5e-{}", number.scale() + 1))?;
    match end {
        End::Low => number.minus(half),
        End::High => number.plus(half),
    }
}

fn date(text: &str, end: End) -> Option<String> {
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?;
    let month = parts.next().unwrap_or(match end {
        End::Low => "01",
        End::High => "12",
    });
    let day = match (parts.next(), end) {
        (Some(day), _) => day.to_owned(),
        (None, End::Low) => "01".to_owned(),
        (None, End::High) => last_day(year.parse().ok()?, month.parse().ok()?)?.to_string(),
    };
    Some(format!("{year}-{month}-{day}"))
}

fn last_day(year: u32, month: u32) -> Option<u32> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    })
}

/// Without an offset the day may have begun as early as in +14:00 and end as late as in -12:00.
fn date_time(day: &str, rest: &str, end: End) -> Option<String> {
    let day = date(day, end)?;
    let at = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (clock, offset) = rest.split_at(at);
    let clock = time(clock, end)?;
    let offset = match (offset, end) {
        ("", End::Low) => "+14:00",
        ("", End::High) => "-12:00",
        (offset, _) => offset,
    };
    Some(format!("{day}T{clock}{offset}"))
}

fn time(text: &str, end: End) -> Option<String> {
    let whole = match end {
        End::Low => "00:00:00.000",
        End::High => "23:59:59.999",
    };
    let rest = whole.get(text.len()..).unwrap_or_default();
    text.is_ascii().then(|| format!("{text}{rest}"))
}
