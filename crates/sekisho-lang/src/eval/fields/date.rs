//! Dates moved by whole days, at the precision they were written in.

use sekisho_model::Day;

/// A partial date moves from its first day and is cut back; the time of day stands as written.
/// Nothing where it is no date, or leaves the years 0001 to 9999.
pub fn moved(value: &str, days: i32) -> Option<String> {
    let (date, time) = match value.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (value, None),
    };
    let parts: Vec<&str> = date.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let is_written = matches!(lengths.as_slice(), [4] | [4, 2] | [4, 2, 2])
        && parts
            .iter()
            .all(|part| part.bytes().all(|c| c.is_ascii_digit()));
    let is_whole = parts.len() == 3;
    if !is_written || time.is_some_and(|time| !is_whole || !is_time(time)) {
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
    let first = Day::from_ymd(year as i32, month, day)?;
    let (year, month, day) = Day(first.0.checked_add(days)?).ymd();
    if !(1..=9999).contains(&year) {
        return None;
    }
    let whole = format!("{year:04}-{month:02}-{day:02}");
    let time = time.map_or(String::new(), |time| format!("T{time}"));
    Some(format!("{}{time}", &whole[..date.len()]))
}

/// `hh:mm[:ss[.fff]][Z|±hh:mm]`, digits only looked at.
fn is_time(time: &str) -> bool {
    let (clock, zone) = match time.find(['Z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, ""),
    };
    let is_pair = |text: &str| text.len() == 2 && text.bytes().all(|c| c.is_ascii_digit());
    let is_zone = match zone.strip_prefix(['+', '-']) {
        Some(offset) => offset.split(':').count() == 2 && offset.split(':').all(is_pair),
        None => zone.is_empty() || zone == "Z",
    };
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let pairs: Vec<&str> = clock.split(':').collect();
    let is_fraction = fraction.is_none_or(|digits| {
        pairs.len() == 3 && !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit())
    });
    is_zone && is_fraction && matches!(pairs.len(), 2 | 3) && pairs.into_iter().all(is_pair)
}
