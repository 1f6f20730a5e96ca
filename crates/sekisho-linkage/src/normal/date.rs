//! Birth dates in both calendars, as far as they are known. Sources: 元号 by the cabinet orders of
//! their eras; the digit before the year (1 明治 … 5 令和) by レセプト電算処理システム 記録条件仕様.

use super::letters::clean;

/// Eras by their kanji and letter, and the year before their first.
const ERAS: [(char, char, i32); 5] = [
    ('明', 'M', 1867),
    ('大', 'T', 1911),
    ('昭', 'S', 1925),
    ('平', 'H', 1988),
    ('令', 'R', 2018),
];

/// A year, and month and day where they are known: `0` is not known, as HL7 and claims write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Birth {
    pub year: i32,
    pub month: u32,
    pub day: u32,
}

impl Birth {
    /// `1980-03-02`, `1980/3/2`, `19800302…`, `1980年3月2日`, `昭和55年3月2日`, `S55.3.2`, `3550302`,
    /// 昭和五十五年三月二日, each with its end left out. `None`: no year that somebody is born in.
    pub fn parse(text: &str) -> Option<Self> {
        let text = clean(text)?;
        let (numbers, base) = numbers_of(&text)?;
        let (year, month, day) = match (numbers.as_slice(), base) {
            ([], _) => return None,
            ([one, ..], None) if one.len() >= 6 => packed(one)?,
            ([year, rest @ ..], base) => {
                let year = value(year)? + base.unwrap_or(0);
                let part = |at: usize| rest.get(at).and_then(|n| value(n)).unwrap_or(0);
                (year, part(0), part(1))
            }
        };
        Self::of(year, month, day)
    }

    fn of(year: i32, month: i32, day: i32) -> Option<Self> {
        let month = u32::try_from(month).ok().filter(|m| (1..=12).contains(m));
        let day = u32::try_from(day).ok().filter(|d| (1..=31).contains(d));
        let is_year = (1850..=2200).contains(&year);
        is_year.then(|| Self {
            year,
            month: month.unwrap_or(0),
            day: month.and(day).unwrap_or(0),
        })
    }

    pub fn is_whole(&self) -> bool {
        self.day != 0
    }

    /// As one number, the same for the same date alone.
    pub fn packed(&self) -> u32 {
        u32::try_from(self.year).unwrap_or(0) * 10_000 + self.month * 100 + self.day
    }

    /// The same day and month in a year of the same number in another era: S55 for H55.
    pub fn is_era_slip(&self, other: &Self) -> bool {
        let apart = (self.year - other.year).abs();
        let bases = || ERAS.iter().map(|(.., base)| *base);
        (self.month, self.day) == (other.month, other.day)
            && bases().any(|a| bases().any(|b| a - b == apart && apart != 0))
    }

    pub fn is_swap(&self, other: &Self) -> bool {
        self.year == other.year
            && self != other
            && (self.month, self.day) == (other.day, other.month)
    }

    /// One digit is another, two neighbours changed places, or the year is one off (an age was
    /// taken for a year, 元年 for none).
    pub fn is_digit_slip(&self, other: &Self) -> bool {
        let is_next_year = (self.year - other.year).abs() == 1
            && (self.month, self.day) == (other.month, other.day);
        let (a, b) = (digits(self.packed()), digits(other.packed()));
        let differ: Vec<usize> = (0..8).filter(|at| a.get(*at) != b.get(*at)).collect();
        is_next_year
            || match differ.as_slice() {
                [_] => true,
                [first, second] => {
                    second - first == 1
                        && a.get(*first) == b.get(*second)
                        && a.get(*second) == b.get(*first)
                }
                _ => false,
            }
    }
}

fn digits(packed: u32) -> [u32; 8] {
    let mut rest = packed;
    let mut out = [0; 8];
    for place in out.iter_mut().rev() {
        *place = rest % 10;
        rest /= 10;
    }
    out
}

/// The runs of digits in a text, 元 and kanji numerals among them, and the year before its era's
/// first where it names one.
fn numbers_of(text: &str) -> Option<(Vec<String>, Option<i32>)> {
    let mut letters = text.chars();
    let first = letters.next()?;
    let is_year = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '元');
    let era = ERAS.iter().find(|(kanji, letter, _)| {
        first == *kanji || first == *letter && letters.clone().next().is_some_and(is_year)
    });
    let mut numbers: Vec<String> = vec![String::new()];
    for c in text.chars() {
        let last = numbers.last_mut()?;
        match c {
            '0'..='9' => last.push(c),
            '元' => last.push('1'),
            c if kanji_digit(c).is_some() => last.push(c),
            _ if last.is_empty() => {}
            _ => numbers.push(String::new()),
        }
    }
    numbers.retain(|number| !number.is_empty());
    Some((numbers, era.map(|(.., base)| *base)))
}

/// `YYYYMMDD…`, `YYYYMM`, `YYYY`, or seven digits of which the first is the era.
fn packed(number: &str) -> Option<(i32, i32, i32)> {
    let part = |range: std::ops::Range<usize>| number.get(range).and_then(value);
    match number.len() {
        4 => Some((part(0..4)?, 0, 0)),
        6 => Some((part(0..4)?, part(4..6)?, 0)),
        7 => {
            let era = usize::try_from(part(0..1)?).ok()?.checked_sub(1)?;
            let (.., base) = ERAS.get(era)?;
            Some((base + part(1..3)?, part(3..5)?, part(5..7)?))
        }
        8.. => Some((part(0..4)?, part(4..6)?, part(6..8)?)),
        _ => None,
    }
}

/// A number of four digits at most, Arabic or 二十三.
pub fn value(number: &str) -> Option<i32> {
    if number.bytes().all(|b| b.is_ascii_digit()) {
        return (number.len() <= 4).then(|| number.parse().ok()).flatten();
    }
    let (mut whole, mut run, mut seen) = (0_i32, 0_i32, false);
    for c in number.chars() {
        match c
            .to_digit(10)
            .map(|d| i32::try_from(d).unwrap_or(0))
            .or_else(|| kanji_digit(c))?
        {
            ten @ (10 | 100 | 1000) => {
                whole += if seen { run } else { 1 } * ten;
                (run, seen) = (0, false);
            }
            digit => {
                run = run * 10 + digit;
                seen = true;
            }
        }
        if whole + run > 9999 {
            return None;
        }
    }
    Some(whole + run)
}

pub fn kanji_digit(c: char) -> Option<i32> {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    match c {
        '零' => Some(0),
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        c => DIGITS
            .iter()
            .position(|d| *d == c)
            .and_then(|at| i32::try_from(at).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn birth(text: &str) -> Birth {
        Birth::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn one_day_in_every_writing() {
        let day = Birth {
            year: 1980,
            month: 3,
            day: 2,
        };
        for text in [
            "1980-03-02",
            "1980/3/2",
            "19800302",
            "198003021530",
            "1980-03-02T00:00:00+09:00",
            "1980年3月2日",
            "１９８０．３．２",
            "昭和55年3月2日",
            "昭和５５年０３月０２日",
            "昭和五十五年三月二日",
            "昭55.3.2",
            "S55.3.2",
            "s55/03/02",
            "S 55-3-2",
            "昭和 55年 3月 2日",
            "1980年3月2日 15時30分",
            "19800302T1530",
            "3550302",
        ] {
            assert_eq!(Birth::parse(text), Some(day), "{text}");
        }
        assert_eq!(birth("令和元年五月一日"), birth("2019-05-01"));
        assert_eq!(birth("T15.12.24"), birth("1926-12-24"));
        assert_eq!(birth("明治45年7月29日"), birth("1912-07-29"));
        assert_eq!(birth("5010501"), birth("2019-05-01"));
    }

    #[test]
    fn as_far_as_it_is_known() {
        let year = Birth {
            year: 1980,
            month: 0,
            day: 0,
        };
        for text in [
            "1980",
            "昭和55年",
            "1980-00-00",
            "19800000",
            "S55",
            "1980-13-02",
        ] {
            assert_eq!(Birth::parse(text), Some(year), "{text}");
        }
        assert_eq!(birth("198003"), birth("1980-03"));
        assert_eq!(birth("1980-03"), Birth { month: 3, ..year });
        for none in [
            "",
            "不明",
            "0000-00-00",
            "9999-12-31",
            "99999999",
            "7550302",
            "三",
            "55.3.2",
            "一億",
            "MARCH 3 80",
        ] {
            assert_eq!(Birth::parse(none), None, "{none}");
        }
    }

    #[test]
    fn slips_of_the_pen() {
        let one = birth("1980-03-02");
        assert!(
            one.is_era_slip(&birth("H55.3.2")) && birth("S3.4.5").is_era_slip(&birth("H3.4.5"))
        );
        assert!(!one.is_era_slip(&one) && !one.is_era_slip(&birth("1981-03-02")));
        assert!(one.is_swap(&birth("1980-02-03")) && !one.is_swap(&one));
        for near in [
            "1980-03-03",
            "1988-03-02",
            "1981-03-02",
            "1979-03-02",
            "1890-03-02",
            "1980-30-20",
        ] {
            let other = birth(near);
            assert_eq!(one.is_digit_slip(&other), other.is_whole(), "{near}");
        }
        assert!(!one.is_digit_slip(&birth("1991-03-12")));
    }
}
