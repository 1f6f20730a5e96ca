//! Instants, days, clinical dates with their own precision, calendar arithmetic.
//!
//! An instant is epoch milliseconds UTC. A day is a calendar day without a zone. A clinical date
//! keeps its precision as an interval of instants: `2010-05` is that whole month in the bank's zone.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

/// Days since 1970-01-01, a calendar day without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

pub const MS_PER_DAY: i64 = 86_400_000;

impl Instant {
    pub const MIN: Self = Self(i64::MIN);
    pub const MAX: Self = Self(i64::MAX);

    /// `2026-01-01T09:00:00.000+09:00`
    pub fn iso(self, zone: Zone) -> String {
        let local = self.0 + zone.offset_ms();
        let (day, ms) = (local.div_euclid(MS_PER_DAY), local.rem_euclid(MS_PER_DAY));
        let (h, m, s, ms) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
        format!(
            "{}T{h:02}:{m:02}:{s:02}.{ms:03}{}",
            Day(day as i32),
            zone.suffix()
        )
    }
}

impl Day {
    /// Before every day there is, and after.
    pub const MIN: Self = Self(i32::MIN);
    pub const MAX: Self = Self(i32::MAX);

    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        let valid = (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
        valid.then(|| Self(days_from_civil(year, month, day)))
    }

    /// (year, month 1–12, day 1–31), proleptic Gregorian.
    pub fn ymd(self) -> (i32, u32, u32) {
        let z = i64::from(self.0) + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
        let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
        ((yoe + era * 400) as i32 + i32::from(month <= 2), month, day)
    }

    /// `YYYY-MM-DD`, exactly.
    pub fn parse(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return None;
        }
        Self::from_ymd(digits(&b[..4])? as i32, digits(&b[5..7])?, digits(&b[8..])?)
    }

    /// Calendar months later (or earlier), clipped to the last day of the month.
    #[must_use]
    pub fn add_months(self, months: i32) -> Self {
        let (y, m, d) = self.ymd();
        let total = y * 12 + m as i32 - 1 + months;
        let (y, m) = (total.div_euclid(12), total.rem_euclid(12) as u32 + 1);
        Self(days_from_civil(y, m, d.min(days_in_month(y, m))))
    }

    /// Whole calendar years from birth to this day. Born on 29 February: the birthday in common
    /// years is 1 March (年齢計算ニ関する法律 counts the day after 28 February).
    pub fn age(self, birth: Day) -> i32 {
        let ((y, m, d), (by, bm, bd)) = (self.ymd(), birth.ymd());
        y - by - i32::from((m, d) < (bm, bd))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.ymd();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

/// A fixed offset from UTC. Japan keeps one all year, so a bank needs no zone tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Zone {
    pub offset_minutes: i32,
}

impl Zone {
    pub const TOKYO: Self = Self {
        offset_minutes: 540,
    };
    pub const UTC: Self = Self { offset_minutes: 0 };

    /// `Asia/Tokyo`, `UTC`, or `+09:00`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "Asia/Tokyo" => Some(Self::TOKYO),
            "UTC" | "Z" => Some(Self::UTC),
            _ => parse_offset(text.as_bytes()).map(|offset_minutes| Self { offset_minutes }),
        }
    }

    fn offset_ms(self) -> i64 {
        i64::from(self.offset_minutes) * 60_000
    }

    /// 00:00 of that day here.
    pub fn midnight(self, day: Day) -> Instant {
        Instant(i64::from(day.0) * MS_PER_DAY - self.offset_ms())
    }

    pub fn day_of(self, instant: Instant) -> Day {
        Day((instant.0.saturating_add(self.offset_ms())).div_euclid(MS_PER_DAY) as i32)
    }

    pub fn suffix(self) -> String {
        if self.offset_minutes == 0 {
            return "Z".into();
        }
        let m = self.offset_minutes.abs();
        format!(
            "{}{:02}:{:02}",
            if self.offset_minutes < 0 { '-' } else { '+' },
            m / 60,
            m % 60
        )
    }
}

/// How finely a clinical date was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Year,
    Month,
    Day,
    Instant,
}

/// A clinical date: every instant it may mean, `from` inclusive, `until` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    pub from: Instant,
    pub until: Instant,
    pub precision: Precision,
}

impl Interval {
    /// A FHIR `date`, `dateTime` or `instant`. `None` when it is not one.
    pub fn parse(text: &str, zone: Zone) -> Option<Self> {
        let b = text.as_bytes();
        let year = digits(b.get(..4)?)? as i32;
        let at = |day: Day| zone.midnight(day);
        match b.len() {
            4 => Some(Self {
                from: at(Day::from_ymd(year, 1, 1)?),
                until: at(Day::from_ymd(year + 1, 1, 1)?),
                precision: Precision::Year,
            }),
            7 if b[4] == b'-' => {
                let first = Day::from_ymd(year, digits(&b[5..7])?, 1)?;
                Some(Self {
                    from: at(first),
                    until: at(first.add_months(1)),
                    precision: Precision::Month,
                })
            }
            10 => {
                let day = Day::parse(text)?;
                Some(Self {
                    from: at(day),
                    until: at(Day(day.0 + 1)),
                    precision: Precision::Day,
                })
            }
            _ => {
                let instant = parse_instant(b)?;
                Some(Self {
                    from: instant,
                    until: Instant(instant.0 + 1),
                    precision: Precision::Instant,
                })
            }
        }
    }

    /// The first and the last local day it may fall on.
    pub fn days(&self, zone: Zone) -> (Day, Day) {
        (
            zone.day_of(self.from),
            zone.day_of(Instant(self.until.0 - 1)),
        )
    }

    /// As a table writes it: at the precision its interval shows in this zone, `YYYY-MM-DD`,
    /// `YYYY-MM` or `YYYY`.
    pub fn written(&self, zone: Zone) -> String {
        let (first, last) = self.days(zone);
        let ((year, month, day), (last_year, last_month, _)) = (first.ymd(), last.ymd());
        match (year == last_year, month == last_month, first == last) {
            (true, true, true) => format!("{year:04}-{month:02}-{day:02}"),
            (true, true, false) => format!("{year:04}-{month:02}"),
            _ => format!("{year:04}"),
        }
    }

    /// The same, an instant with its time of day and offset: what a rule that moves dates takes.
    pub fn moment(&self, zone: Zone) -> String {
        match self.precision {
            Precision::Instant => format!("{}{}", &self.from.iso(zone)[..19], zone.suffix()),
            Precision::Year | Precision::Month | Precision::Day => self.written(zone),
        }
    }

    /// Whole calendar years from this birth to a day, or to death before it; `None` where the
    /// dates leave it open.
    pub fn age_on(&self, at: Day, death: Option<&Self>, zone: Zone) -> Option<i32> {
        let (born, last_born) = self.days(zone);
        let end = death.map(|death| death.days(zone));
        let end = end.map_or((at, at), |(first, last)| (first.min(at), last.min(at)));
        let (oldest, youngest) = (end.1.age(born), end.0.age(last_born));
        (oldest == youngest).then_some(oldest)
    }
}

/// A day at 00:00 of the zone, or an instant with its own offset.
pub fn parse_moment(text: &str, zone: Zone) -> Option<Instant> {
    match text.len() {
        10 => Day::parse(text).map(|day| zone.midnight(day)),
        _ => parse_instant(text.as_bytes()),
    }
}

/// `YYYY-MM-DDThh:mm[:ss[.fff…]](Z|±hh:mm)`; digits past the millisecond are cut.
fn parse_instant(b: &[u8]) -> Option<Instant> {
    let day = Day::parse(std::str::from_utf8(b.get(..10)?).ok()?)?;
    if *b.get(10)? != b'T' || *b.get(13)? != b':' {
        return None;
    }
    let (hour, minute) = (digits(b.get(11..13)?)?, digits(b.get(14..16)?)?);
    let (mut second, mut ms, mut rest) = (0, 0, &b[16..]);
    if rest.first() == Some(&b':') {
        second = digits(rest.get(1..3)?)?;
        rest = &rest[3..];
    }
    if rest.first() == Some(&b'.') {
        let n = rest[1..].iter().take_while(|c| c.is_ascii_digit()).count();
        ms = (0..3).fold(0, |v, i| {
            v * 10
                + if i < n {
                    u32::from(rest[1 + i] - b'0')
                } else {
                    0
                }
        });
        rest = &rest[1 + n..];
    }
    if hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let local = (i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second)) * 1000
        + i64::from(ms);
    let offset = if rest == b"Z" { 0 } else { parse_offset(rest)? };
    Some(Instant(
        i64::from(day.0) * MS_PER_DAY + local - i64::from(offset) * 60_000,
    ))
}

/// `±hh:mm` in minutes.
fn parse_offset(b: &[u8]) -> Option<i32> {
    if b.len() != 6 || b[3] != b':' {
        return None;
    }
    let minutes = (digits(&b[1..3])? * 60 + digits(&b[4..])?) as i32;
    match b[0] {
        b'+' => Some(minutes),
        b'-' => Some(-minutes),
        _ => None,
    }
}

fn digits(b: &[u8]) -> Option<u32> {
    b.iter().try_fold(0u32, |v, c| {
        c.is_ascii_digit().then(|| v * 10 + u32::from(c - b'0'))
    })
}

pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let y = i64::from(year) - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let mp = (i64::from(month) + 9) % 12;
    let doy = (153 * mp + 2) / 5 + i64::from(day) - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    (era * 146_097 + doe - 719_468) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_days_round_trip_over_four_centuries() {
        for n in -200_000..200_000 {
            let (y, m, d) = Day(n).ymd();
            assert_eq!(Day::from_ymd(y, m, d), Some(Day(n)));
        }
    }

    #[test]
    fn a_day_in_the_bank_zone_begins_at_its_midnight() {
        let day = Day::parse("2026-01-31").unwrap();
        assert_eq!(
            Zone::TOKYO.midnight(day).iso(Zone::TOKYO),
            "2026-01-31T00:00:00.000+09:00"
        );
        assert_eq!(
            Zone::TOKYO.midnight(day).iso(Zone::UTC),
            "2026-01-30T15:00:00.000Z"
        );
    }

    #[test]
    fn months_clip_and_leap_birthdays_wait_for_march() {
        assert_eq!(
            Day::parse("2024-01-31").unwrap().add_months(1).to_string(),
            "2024-02-29"
        );
        let born = Day::parse("2004-02-29").unwrap();
        assert_eq!(Day::parse("2022-02-28").unwrap().age(born), 17);
        assert_eq!(Day::parse("2022-03-01").unwrap().age(born), 18);
    }

    #[test]
    fn partial_dates_are_intervals() {
        let may = Interval::parse("2010-05", Zone::UTC).unwrap();
        assert_eq!(
            (may.from.iso(Zone::UTC), may.until.iso(Zone::UTC)),
            (
                "2010-05-01T00:00:00.000Z".into(),
                "2010-06-01T00:00:00.000Z".into()
            )
        );
        let instant = Interval::parse("2012-10-19T23:37:54.530+00:00", Zone::UTC).unwrap();
        assert_eq!(instant.from.iso(Zone::UTC), "2012-10-19T23:37:54.530Z");
        assert_eq!(Interval::parse("2012-13-01", Zone::UTC), None);
    }
}
