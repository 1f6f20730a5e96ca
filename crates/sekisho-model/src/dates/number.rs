//! A date that stands as a number or as a bare text: `20190302`, `201903021015`, Unix time.
//!
//! What could as well be a measured value is none: years and months alone, days counted by a
//! spreadsheet (43526), round numbers of ten digits.

use crate::time::{Day, Interval, Zone};

/// Whether a JSON number or a whole text says a day. Years from 1900 to 2078.
pub fn reads_as_date(text: &str) -> bool {
    let text = text.trim();
    if !(8..=40).contains(&text.len()) || !text.as_bytes()[0].is_ascii_digit() {
        return false;
    }
    if text.as_bytes()[1..].iter().all(u8::is_ascii_digit) {
        return digits(text);
    }
    match text.split_once(['.', 'e', 'E']) {
        Some((whole, fraction)) if fraction.bytes().all(|c| c.is_ascii_digit()) => {
            text.contains('.') && matches!(whole.len(), 8 | 10 | 12..=14) && digits(whole)
        }
        Some(_) => exponent(text),
        None => separated(text),
    }
}

/// `2.0190302e7`
fn exponent(text: &str) -> bool {
    let whole = |n: f64| n.fract() == 0.0 && (0.0..1e15).contains(&n);
    let number = text.parse::<f64>().ok().filter(|n| whole(*n));
    number.is_some_and(|n| digits(&format!("{n:.0}")))
}

fn digits(text: &str) -> bool {
    let clock = |text: &str| {
        let two = |at: usize, below: u32| match text.get(at..at + 2) {
            Some(part) => part.parse::<u32>().is_ok_and(|n| n < below),
            None => true,
        };
        two(0, 24) && two(2, 60) && two(4, 60)
    };
    match text.len() {
        8 => day(text),
        12 | 14 => day(&text[..8]) && clock(&text[8..]),
        // Unix time in seconds or milliseconds, 1990 to 2037; a round number is a measured one.
        10 => seconds(text) && !text.ends_with("000000"),
        13 => seconds(&text[..10]) && !text.ends_with("000000000"),
        _ => false,
    }
}

fn seconds(text: &str) -> bool {
    let known = 631_152_000..2_145_916_800u64;
    text.parse().is_ok_and(|n| known.contains(&n))
}

fn day(text: &str) -> bool {
    let part = |at: std::ops::Range<usize>| text[at].parse::<u32>().ok();
    let (Some(year), Some(month), Some(date)) = (part(0..4), part(4..6), part(6..8)) else {
        return false;
    };
    (1900..2079).contains(&year) && Day::from_ymd(year as i32, month, date).is_some()
}

/// `2019-03-02`, `2019/03/02`, with or without a time of FHIR.
fn separated(text: &str) -> bool {
    let written = text.replace('/', "-");
    let date = Interval::parse(&written, Zone::UTC);
    written.len() >= 10 && date.is_some() && (1900..2079).contains(&year(&written))
}

fn year(text: &str) -> u32 {
    text[..4].parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_known_however_it_is_written() {
        for text in [
            "20190302",
            "19000101",
            "201903021015",
            "20190302101530",
            "20190302.0",
            "201903021015.0",
            "2.0190302e7",
            "1551484801",
            "1551484801123",
            "2019-03-02",
            "2019/03/02",
            "2019-03-02T10:00:00+09:00",
        ] {
            assert!(reads_as_date(text), "{text}");
        }
        for text in [
            "",
            "2019",
            "201903",
            "43526",
            "20191302",
            "20190231",
            "18991231",
            "20790101",
            "20000000",
            "1500000000",
            "94",
            "120.5",
            "-20190302",
            "12345678",
            "2019-03",
            "20190302x",
            "444814009",
            "2019-02-30",
        ] {
            assert!(!reads_as_date(text), "{text}");
        }
    }
}
