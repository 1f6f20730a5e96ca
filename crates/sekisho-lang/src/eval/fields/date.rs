//! Dates and times of day moved by a person's constant, at the precision they were written in.

use sekisho_model::Day;
use sekisho_model::dates::Shift;

/// A partial date moves from its first day and is cut back; a date with a time moves by both and may
/// pass midnight; a time alone goes round the clock. Nothing where it is neither, or leaves the
/// years 0001 to 9999.
pub fn moved(value: &str, shift: Shift) -> Option<String> {
    if value.get(2..3) == Some(":") {
        return match clock(value)? {
            (seconds, clock, rest) if !rest.contains(['Z', '+', '-']) => {
                let (_, time) = turned(seconds, shift.seconds);
                Some(format!("{}{rest}", &time[..clock]))
            }
            _ => None,
        };
    }
    let (date, time) = match value.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (value, None),
    };
    let first = first_day(date)?;
    let (more, time) = match time {
        None => (0, String::new()),
        Some(_) if date.len() != 10 => return None,
        Some(time) => {
            let (seconds, clock, rest) = clock(time)?;
            let (more, time) = turned(seconds, shift.seconds);
            (more, format!("T{}{rest}", &time[..clock]))
        }
    };
    let (year, month, day) = Day(first.0.checked_add(shift.days + more)?).ymd();
    if !(1..=9999).contains(&year) {
        return None;
    }
    let whole = format!("{year:04}-{month:02}-{day:02}");
    Some(format!("{}{time}", &whole[..date.len()]))
}

fn first_day(date: &str) -> Option<Day> {
    let parts: Vec<&str> = date.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let is_written = matches!(lengths.as_slice(), [4] | [4, 2] | [4, 2, 2])
        && parts
            .iter()
            .all(|part| part.bytes().all(|c| c.is_ascii_digit()));
    if !is_written {
        return None;
    }
    let number = |at: usize| {
        parts
            .get(at)
            .map_or(Some(1), |part| part.parse::<u32>().ok())
    };
    let (year, month, day) = (number(0)?, number(1)?, number(2)?);
    if year == 0 {
        return None;
    }
    Day::from_ymd(year as i32, month, day)
}

/// Days passed, and the time of day as `hh:mm:ss`.
fn turned(seconds: i32, by: i32) -> (i32, String) {
    let moved = seconds + by;
    let (days, of_day) = (moved.div_euclid(86_400), moved.rem_euclid(86_400));
    let (h, m, s) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    (days, format!("{h:02}:{m:02}:{s:02}"))
}

/// `hh:mm[:ss[.fff]][Z|±hh:mm]`: seconds since midnight, bytes of `hh:mm[:ss]`, what stands behind.
fn clock(time: &str) -> Option<(i32, usize, &str)> {
    let end = time.find(['.', 'Z', '+', '-']).unwrap_or(time.len());
    let (clock, rest) = time.split_at(end);
    let is_pair = |text: &str| text.len() == 2 && text.bytes().all(|c| c.is_ascii_digit());
    let pairs: Vec<&str> = clock.split(':').collect();
    if !matches!(pairs.len(), 2 | 3) || !pairs.iter().all(|pair| is_pair(pair)) {
        return None;
    }
    let zone = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => {
            let end = fraction.find(['Z', '+', '-']).unwrap_or(fraction.len());
            let (digits, zone) = fraction.split_at(end);
            let is_fraction = !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit());
            if pairs.len() != 3 || !is_fraction {
                return None;
            }
            zone
        }
    };
    let is_zone = match zone.strip_prefix(['+', '-']) {
        Some(offset) => offset.split(':').count() == 2 && offset.split(':').all(is_pair),
        None => zone.is_empty() || zone == "Z",
    };
    let number = |at: usize| {
        pairs
            .get(at)
            .map_or(0, |pair| pair.parse::<i32>().unwrap_or(99))
    };
    let (hour, minute, second) = (number(0), number(1), number(2));
    let is_time = hour <= 24 && minute <= 59 && second <= 60;
    (is_zone && is_time).then_some((hour * 3600 + minute * 60 + second, end, rest))
}
