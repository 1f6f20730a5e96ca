//! FHIR dates moved by whole days and cut to a month or a year.

use sekisho_model::Day;
use sekisho_model::transform::Column;

/// A date of FHIR at any precision. Partial dates move from their first day and keep their
/// precision; time of day, fraction and zone stand as they were written.
pub(super) fn push_date(value: &[u8], days: i32, cut: usize, out: &mut Column) {
    let Some((day, written)) = read_date(value) else {
        return out.push(None);
    };
    let Some(text) = day.0.checked_add(days).and_then(|n| ten_digits(Day(n))) else {
        return out.push(None);
    };
    let kept = written.min(cut);
    out.data.extend_from_slice(&text[..kept.min(10)]);
    out.push(Some(&value[kept.min(10)..kept.min(value.len())]));
}

/// The day a date begins on, and how many bytes were written.
fn read_date(value: &[u8]) -> Option<(Day, usize)> {
    let date = value.get(..value.len().min(10))?;
    let (year, month, day) = match date.len() {
        4 => (digits(date)?, 1, 1),
        7 if date[4] == b'-' => (digits(&date[..4])?, digits(&date[5..])?, 1),
        10 if date[4] == b'-' && date[7] == b'-' => (
            digits(&date[..4])?,
            digits(&date[5..7])?,
            digits(&date[8..])?,
        ),
        _ => return None,
    };
    let day = Day::from_ymd(year as i32, month, day)?;
    (year > 0 && (value.len() <= 10 || is_time(&value[10..]))).then_some((day, value.len()))
}

/// `Thh:mm[:ss[.fff…]][Z|±hh:mm]`: anything else behind a date could be text.
fn is_time(text: &[u8]) -> bool {
    let Some(rest) = pattern(text, b"T00:00") else {
        return false;
    };
    let seconds = pattern(rest, b":00");
    let rest = match seconds.unwrap_or(rest) {
        [b'.', fraction @ ..]
            if seconds.is_some() && fraction.first().is_some_and(u8::is_ascii_digit) =>
        {
            &fraction[fraction.iter().take_while(|c| c.is_ascii_digit()).count()..]
        }
        rest => rest,
    };
    matches!(rest, b"" | b"Z")
        || [b"+00:00", b"-00:00"]
            .into_iter()
            .any(|zone| pattern(rest, zone) == Some(&[]))
}

/// What follows a text of this shape, where `0` stands for any digit.
fn pattern<'t>(text: &'t [u8], shape: &[u8]) -> Option<&'t [u8]> {
    let (head, rest) = text.split_at_checked(shape.len())?;
    let fits = |(c, s): (&u8, &u8)| {
        if *s == b'0' {
            c.is_ascii_digit()
        } else {
            c == s
        }
    };
    head.iter().zip(shape).all(fits).then_some(rest)
}

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |n, c| {
        c.is_ascii_digit().then(|| n * 10 + u32::from(c - b'0'))
    })
}

/// `YYYY-MM-DD`, where the year has four digits.
fn ten_digits(day: Day) -> Option<[u8; 10]> {
    let (year, month, date) = day.ymd();
    let year = u32::try_from(year)
        .ok()
        .filter(|year| (1..=9999).contains(year))?;
    let digit = |n: u32| b'0' + (n % 10) as u8;
    let (y, m, d) = (year, month, date);
    Some([
        digit(y / 1000),
        digit(y / 100),
        digit(y / 10),
        digit(y),
        b'-',
        digit(m / 10),
        digit(m),
        b'-',
        digit(d / 10),
        digit(d),
    ])
}
