//! FHIR dates and clock times moved by a person's constant, dates cut to a month or a year.

use sekisho_model::Day;
use sekisho_model::dates::Shift;
use sekisho_model::transform::Column;

const DAY_SECONDS: i64 = 86_400;

/// A date of FHIR at any precision, or a time of day. Partial dates move from their first day and
/// keep their precision; a time of day moves on top of its day and may pass midnight; fraction and
/// zone stand as they were written.
pub(super) fn push_date(value: &[u8], shift: Shift, cut: usize, out: &mut Column) {
    match value.get(2) {
        Some(b':') if cut == usize::MAX => push_time(value, shift, out),
        _ => push_day(value, shift, cut, out),
    }
}

fn push_day(value: &[u8], shift: Shift, cut: usize, out: &mut Column) {
    let Some((day, time)) = read_date(value) else {
        return out.push(None);
    };
    let (days, clock) = match time {
        None => (0, None),
        Some(time) => {
            let (days, seconds) = moved(time.seconds, shift.seconds);
            (days, Some((seconds, time.bytes)))
        }
    };
    let moved = day.0.checked_add(shift.days + days);
    let Some(text) = moved.and_then(|n| ten_digits(Day(n))) else {
        return out.push(None);
    };
    let kept = value.len().min(cut);
    out.data.extend_from_slice(&text[..kept.min(10)]);
    let mut written = kept.min(10);
    if let Some((seconds, bytes)) = clock.filter(|_| kept > 10) {
        out.data.push(b'T');
        out.data.extend_from_slice(&eight_digits(seconds)[..bytes]);
        written += 1 + bytes;
    }
    out.push(Some(&value[written..kept]));
}

/// A time of day alone goes round the clock.
fn push_time(value: &[u8], shift: Shift, out: &mut Column) {
    match clock(value) {
        Some((time, b"")) => {
            let (_, seconds) = moved(time.seconds, shift.seconds);
            out.data
                .extend_from_slice(&eight_digits(seconds)[..time.bytes]);
            out.push(Some(&value[time.bytes..]));
        }
        _ => out.push(None),
    }
}

/// A time of day: seconds since midnight, and how many bytes `hh:mm[:ss]` took.
struct Time {
    seconds: u32,
    bytes: usize,
}

/// Days passed, and seconds since midnight.
fn moved(seconds: u32, by: i32) -> (i32, u32) {
    let moved = i64::from(seconds) + i64::from(by);
    (
        moved.div_euclid(DAY_SECONDS) as i32,
        moved.rem_euclid(DAY_SECONDS) as u32,
    )
}

/// The day a date begins on, and its time where it has one.
fn read_date(value: &[u8]) -> Option<(Day, Option<Time>)> {
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
    if year == 0 {
        return None;
    }
    match &value[date.len()..] {
        [] => Some((day, None)),
        [b'T', time @ ..] => match clock(time)? {
            (time, rest) if is_zone(rest) => Some((day, Some(time))),
            _ => None,
        },
        _ => None,
    }
}

/// `hh:mm[:ss[.fff…]]` and what follows it: anything else behind a date could be text. Midnight may
/// end a day (24:00:00), and a minute may have a leap second.
fn clock(text: &[u8]) -> Option<(Time, &[u8])> {
    let rest = pattern(text, b"00:00")?;
    let seconds = pattern(rest, b":00");
    let bytes = if seconds.is_some() { 8 } else { 5 };
    let rest = match seconds.unwrap_or(rest) {
        [b'.', fraction @ ..]
            if seconds.is_some() && fraction.first().is_some_and(u8::is_ascii_digit) =>
        {
            &fraction[fraction.iter().take_while(|c| c.is_ascii_digit()).count()..]
        }
        rest => rest,
    };
    let (hour, minute) = (digits(&text[..2])?, digits(&text[3..5])?);
    let second = match bytes {
        8 => digits(&text[6..8])?,
        _ => 0,
    };
    let seconds = hour * 3600 + minute * 60 + second;
    (hour <= 24 && minute <= 59 && second <= 60).then_some((Time { seconds, bytes }, rest))
}

fn is_zone(rest: &[u8]) -> bool {
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

fn digit(n: u32) -> u8 {
    b'0' + (n % 10) as u8
}

/// `YYYY-MM-DD`, where the year has four digits.
fn ten_digits(day: Day) -> Option<[u8; 10]> {
    let (year, month, date) = day.ymd();
    let year = u32::try_from(year)
        .ok()
        .filter(|year| (1..=9999).contains(year))?;
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

/// `hh:mm:ss`
fn eight_digits(seconds: u32) -> [u8; 8] {
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    [
        digit(h / 10),
        digit(h),
        b':',
        digit(m / 10),
        digit(m),
        b':',
        digit(s / 10),
        digit(s),
    ]
}
