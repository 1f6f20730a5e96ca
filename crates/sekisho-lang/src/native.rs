//! The built-in transforms as plain functions: what a profile's compiled module must agree with.
//!
//! A value that a transform can't read never leaves as it came: a date that is none, or one moved
//! out of the years 0001–9999, becomes absent.

use std::collections::BTreeMap;

use sekisho_model::Day;
use sekisho_model::identity::Subject;
use sekisho_model::profile::{Action, FieldRule};
use sekisho_model::transform::{Column, Keyed, SiteKind, TransformError, Transforms};

/// A profile's rules with the keys of one scope.
pub struct Native<'a> {
    rules: &'a [FieldRule],
    keyed: &'a dyn Keyed,
    shift_days_max: Option<u32>,
    shifts: BTreeMap<Subject, i32>,
}

impl<'a> Native<'a> {
    pub fn new(rules: &'a [FieldRule], keyed: &'a dyn Keyed, shift_days_max: Option<u32>) -> Self {
        Self { rules, keyed, shift_days_max, shifts: BTreeMap::new() }
    }

    fn shift_days(&mut self, subject: Subject, bound: u32) -> i32 {
        let keyed = self.keyed;
        *self.shifts.entry(subject).or_insert_with(|| keyed.shift_days(subject, bound))
    }

    fn pseudonyms(&self, kind: SiteKind, subjects: &[Subject], values: &Column) -> Column {
        each(subjects, values, |subject, value, out| {
            let name: &[u8] = if kind == SiteKind::SubjectId { b"" } else { value };
            out.push(Some(&self.keyed.pseudonym(kind, subject, name)));
        })
    }

    fn remapped(&self, subjects: &[Subject], values: &Column) -> Column {
        each(subjects, values, |_, value, out| remap(value, self.keyed, out))
    }

    /// Moves each date by its person's days, then cuts it to so many bytes: 4 a year, 7 a month.
    fn dates(&mut self, bound: Option<u32>, cut: usize, subjects: &[Subject], values: &Column) -> Column {
        let mut last = None;
        each(subjects, values, |subject, value, out| {
            let days = match (bound, last) {
                (None, _) => 0,
                (_, Some((same, days))) if same == subject => days,
                (Some(bound), _) => self.shift_days(subject, bound),
            };
            last = Some((subject, days));
            push_date(value, days, cut, out);
        })
    }
}

impl Transforms for Native<'_> {
    fn apply(
        &mut self,
        rule: u16,
        stage: u16,
        kind: SiteKind,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Column, TransformError> {
        let fail = |reason: &str| TransformError::Module { rule, reason: reason.to_owned() };
        let actions = &self.rules.get(usize::from(rule)).ok_or_else(|| fail("no such rule"))?.actions;
        let (before, action) = match actions.get(..=usize::from(stage)).and_then(<[Action]>::split_last) {
            Some((action, before)) => (before, action),
            None => return Err(fail("no such stage")),
        };
        if subjects.len() != values.len() {
            return Err(fail("one subject is needed per value"));
        }
        // A year or a month is cut after the shift, unless an earlier stage has shifted already.
        let moved = before.iter().any(|done| matches!(done, Action::Shift | Action::Year | Action::Month));
        let once = if moved { None } else { self.shift_days_max };
        Ok(match action {
            Action::Keep => values.clone(),
            Action::Drop => each(subjects, values, |_, _, out| out.push(None)),
            Action::Pseudonym => self.pseudonyms(kind, subjects, values),
            Action::Remap => self.remapped(subjects, values),
            Action::Shift => {
                let bound = self.shift_days_max.ok_or_else(|| fail("the profile names no bound for shifts"))?;
                self.dates(Some(bound), usize::MAX, subjects, values)
            }
            Action::Year => self.dates(once, 4, subjects, values),
            Action::Month => self.dates(once, 7, subjects, values),
            Action::First(count) => {
                let count = *count as usize;
                each(subjects, values, |_, value, out| out.push(first(value, count)))
            }
        })
    }
}

/// One output row per input row; what is absent stays absent.
fn each(subjects: &[Subject], values: &Column, mut row: impl FnMut(Subject, &[u8], &mut Column)) -> Column {
    let mut out = Column::new();
    out.data.reserve(values.data.len());
    out.offsets.reserve(values.len());
    out.valid.reserve(values.len());
    for (index, subject) in subjects.iter().enumerate() {
        match values.get(index) {
            Some(value) => row(*subject, value, &mut out),
            None => out.push(None),
        }
    }
    out
}

/// A date of FHIR at any precision. Partial dates move from their first day and keep their
/// precision; time of day, fraction and zone stand as they were written.
fn push_date(value: &[u8], days: i32, cut: usize, out: &mut Column) {
    let Some((day, written)) = read_date(value) else { return out.push(None) };
    let Some(text) = day.0.checked_add(days).and_then(|n| ten_digits(Day(n))) else { return out.push(None) };
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
        10 if date[4] == b'-' && date[7] == b'-' => (digits(&date[..4])?, digits(&date[5..7])?, digits(&date[8..])?),
        _ => return None,
    };
    let day = Day::from_ymd(year as i32, month, day)?;
    (year > 0 && (value.len() <= 10 || is_time(&value[10..]))).then_some((day, value.len()))
}

/// `Thh:mm[:ss[.fff…]][Z|±hh:mm]`: anything else behind a date could be text.
fn is_time(text: &[u8]) -> bool {
    let Some(rest) = pattern(text, b"T00:00") else { return false };
    let rest = pattern(rest, b":00").unwrap_or(rest);
    let rest = match rest {
        [b'.', fraction @ ..] if fraction.first().is_some_and(u8::is_ascii_digit) => {
            &fraction[fraction.iter().take_while(|c| c.is_ascii_digit()).count()..]
        }
        _ => rest,
    };
    matches!(rest, b"" | b"Z") || [b"+00:00", b"-00:00"].into_iter().any(|zone| pattern(rest, zone) == Some(&[]))
}

/// What follows a text of this shape, where `0` stands for any digit.
fn pattern<'t>(text: &'t [u8], shape: &[u8]) -> Option<&'t [u8]> {
    let (head, rest) = text.split_at_checked(shape.len())?;
    let fits = |(c, s): (&u8, &u8)| if *s == b'0' { c.is_ascii_digit() } else { c == s };
    head.iter().zip(shape).all(fits).then_some(rest)
}

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |n, c| c.is_ascii_digit().then(|| n * 10 + u32::from(c - b'0')))
}

/// `YYYY-MM-DD`, where the year has four digits.
fn ten_digits(day: Day) -> Option<[u8; 10]> {
    let (year, month, date) = day.ymd();
    let year = u32::try_from(year).ok().filter(|year| (1..=9999).contains(year))?;
    let digit = |n: u32| b'0' + (n % 10) as u8;
    let (y, m, d) = (year, month, date);
    Some([
        digit(y / 1000), digit(y / 100), digit(y / 10), digit(y), b'-', digit(m / 10), digit(m), b'-', digit(d / 10), digit(d),
    ])
}

/// The first so many characters.
fn first(value: &[u8], count: usize) -> Option<&[u8]> {
    let text = std::str::from_utf8(value).ok()?;
    let end = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    Some(&value[..end])
}

/// An identifier in the syntax of its kind. An OID has the same answer with and without
/// `urn:oid:`, a UUID with and without `urn:uuid:`, so that modalities agree.
fn remap(value: &[u8], keyed: &dyn Keyed, out: &mut Column) {
    if let Some(oid) = value.strip_prefix(b"urn:oid:") {
        out.data.extend_from_slice(b"urn:oid:");
        return push_oid(keyed.bits(oid), out);
    }
    if let Some(uuid) = value.strip_prefix(b"urn:uuid:") {
        out.data.extend_from_slice(b"urn:uuid:");
        return out.push(Some(&new_uuid(uuid, keyed)));
    }
    if is_oid(value) {
        return push_oid(keyed.bits(value), out);
    }
    if pattern_uuid(value) {
        return out.push(Some(&new_uuid(value, keyed)));
    }
    out.push(Some(&hex(keyed.bits(value))));
}

fn is_oid(value: &[u8]) -> bool {
    let arc = |arc: &[u8]| arc == b"0" || arc.first().is_some_and(|c| (b'1'..=b'9').contains(c)) && arc.iter().all(u8::is_ascii_digit);
    let arcs = value.split(|c| *c == b'.');
    value.len() <= 64 && arcs.clone().count() >= 3 && matches!(value[0], b'0'..=b'2') && arcs.clone().all(arc)
}

fn pattern_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(i, c)| if [8, 13, 18, 23].contains(&i) { *c == b'-' } else { c.is_ascii_hexdigit() })
}

/// `2.25.` and the bits as a decimal number (ITU-T X.667).
fn push_oid(bits: u128, out: &mut Column) {
    let mut decimal = [b'0'; 39];
    let (mut rest, mut start) = (bits, decimal.len());
    loop {
        start -= 1;
        decimal[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.data.extend_from_slice(b"2.25.");
    out.push(Some(&decimal[start..]));
}

/// A version 8 UUID (RFC 9562: 122 bits of one's own). Case does not make another identifier.
fn new_uuid(value: &[u8], keyed: &dyn Keyed) -> [u8; 36] {
    let mut lower = [0; 36];
    let bits = match value.len() {
        36 => {
            lower.copy_from_slice(value);
            lower.make_ascii_lowercase();
            keyed.bits(&lower)
        }
        _ => keyed.bits(value),
    };
    let bits = bits & !(0xf << 76) & !(0x3 << 62) | 8 << 76 | 2 << 62;
    let digits = hex(bits);
    let mut uuid = [b'-'; 36];
    let places = (0..36).filter(|i| ![8, 13, 18, 23].contains(i));
    places.zip(digits).for_each(|(place, digit)| uuid[place] = digit);
    uuid
}

fn hex(bits: u128) -> [u8; 32] {
    std::array::from_fn(|i| b"0123456789abcdef"[(bits >> (124 - 4 * i)) as usize & 15])
}

#[cfg(test)]
mod tests {
    use super::*;
    use sekisho_model::Origin;

    /// Keys that a reader can follow: subject n shifts by n days.
    struct Plain;

    impl Keyed for Plain {
        fn pseudonym(&self, kind: SiteKind, subject: Subject, value: &[u8]) -> [u8; 32] {
            let text = format!("{:?}{}{}", kind, subject.0, String::from_utf8_lossy(value));
            std::array::from_fn(|i| text.as_bytes().get(i).copied().unwrap_or(b'.'))
        }
        fn bits(&self, value: &[u8]) -> u128 {
            value.iter().fold(0xfeed_f00d, |n: u128, c| n.wrapping_mul(0x0100_0000_01b3).wrapping_add(u128::from(*c)))
        }
        fn shift_days(&self, subject: Subject, bound: u32) -> i32 {
            assert_eq!(bound, 180);
            subject.0 as i32
        }
    }

    fn run_all(actions: &[Action], kind: SiteKind, subject: i64, values: &[&str]) -> Vec<Option<String>> {
        let rules = [FieldRule { selectors: vec![], actions: actions.to_vec(), origin: Origin::built_in() }];
        let mut native = Native::new(&rules, &Plain, Some(180));
        let mut column = Column::new();
        values.iter().for_each(|value| column.push(Some(value.as_bytes())));
        let subjects = vec![Subject(subject); values.len()];
        for stage in 0..actions.len() {
            column = native.apply(0, stage as u16, kind, &subjects, &column).unwrap();
        }
        (0..column.len()).map(|row| column.get(row).map(|v| String::from_utf8(v.to_vec()).unwrap())).collect()
    }

    fn run(actions: &[Action], subject: i64, value: &str) -> String {
        run_all(actions, SiteKind::Value, subject, &[value]).remove(0).unwrap_or_else(|| "(absent)".into())
    }

    #[test]
    fn a_shift_moves_the_day_and_leaves_the_clock_alone() {
        let shift = |by, value| run(&[Action::Shift], by, value);
        assert_eq!(shift(10, "2012-10-19T23:37:54.530+09:00"), "2012-10-29T23:37:54.530+09:00");
        assert_eq!(shift(-1, "2024-03-01T00:30:00Z"), "2024-02-29T00:30:00Z");
        assert_eq!(shift(30, "2024-01-31"), "2024-03-01");
        assert_eq!(shift(1, "1999-12-31T24:00:00.000-05:00"), "2000-01-01T24:00:00.000-05:00");
    }

    #[test]
    fn partial_dates_move_from_their_first_day_and_stay_partial() {
        let shift = |by, value| run(&[Action::Shift], by, value);
        assert_eq!(shift(31, "2010-05"), "2010-06");
        assert_eq!(shift(30, "2010-05"), "2010-05");
        assert_eq!(shift(-1, "2010-05"), "2010-04");
        assert_eq!(shift(-1, "2010"), "2009");
        assert_eq!(shift(180, "2010"), "2010");
    }

    #[test]
    fn year_and_month_are_cut_after_the_shift_and_only_once() {
        assert_eq!(run(&[Action::Year], 1, "1999-12-31"), "2000");
        assert_eq!(run(&[Action::Month], 1, "1999-12-31T23:00:00+09:00"), "2000-01");
        assert_eq!(run(&[Action::Shift, Action::Year], 1, "1999-12-30"), "1999");
        assert_eq!(run(&[Action::Shift, Action::Month], 31, "1999-12-01"), "2000-01");
        assert_eq!(run(&[Action::Month, Action::Year], 40, "1999-11-15"), "1999");
        assert_eq!(run(&[Action::Month], 1, "1999"), "1999");
    }

    #[test]
    fn without_a_bound_a_year_is_cut_as_it_stands_and_a_shift_stops_the_run() {
        let rules = [Action::Year, Action::Shift].map(|action| FieldRule {
            selectors: vec![],
            actions: vec![action],
            origin: Origin::built_in(),
        });
        let mut native = Native::new(&rules, &Plain, None);
        let mut dates = Column::new();
        dates.push(Some(b"1999-12-31"));
        let year = native.apply(0, 0, SiteKind::Value, &[Subject(1)], &dates).unwrap();
        assert_eq!(year.get(0), Some(&b"1999"[..]));
        assert!(native.apply(1, 0, SiteKind::Value, &[Subject(1)], &dates).is_err());
        assert!(native.apply(2, 0, SiteKind::Value, &[Subject(1)], &dates).is_err());
        assert!(native.apply(0, 1, SiteKind::Value, &[Subject(1)], &dates).is_err());
        assert!(native.apply(0, 0, SiteKind::Value, &[], &dates).is_err());
    }

    #[test]
    fn what_is_no_date_or_leaves_the_calendar_becomes_absent() {
        let values = [
            "about 2010", "2010-13-01", "2010-02-30", "2010-05-01 Yamada", "2010-05-01T10", "2010-05-01T10:00:00Zx", "201", "",
            "0000-05-01", "9999-12-31", "2010-05-01T10:00:00.Z", "2010/05/01", "２０１０",
        ];
        for action in [Action::Shift, Action::Year, Action::Month] {
            assert_eq!(run_all(std::slice::from_ref(&action), SiteKind::Value, 1, &values), vec![None; values.len()], "{action:?}");
        }
        assert_eq!(run(&[Action::Shift], -1, "0001-01-01"), "(absent)");
        assert_eq!(run(&[Action::Shift], -1, "0001-01-02"), "0001-01-01");
    }

    #[test]
    fn a_persons_pseudonym_comes_from_the_vault_and_never_from_the_value() {
        let people = run_all(&[Action::Pseudonym], SiteKind::SubjectId, 7, &["p-1", "another-id"]);
        assert_eq!(people[0], people[1]);
        let others = run_all(&[Action::Pseudonym], SiteKind::OtherId, 7, &["Encounter/1", "Condition/1"]);
        assert_ne!(others[0], others[1]);
    }

    #[test]
    fn identifiers_keep_the_syntax_of_their_kind() {
        let remap = |value| run(&[Action::Remap], 1, value);
        let uid = remap("1.2.392.200036.9116.2.6.1");
        let number: u128 = uid.strip_prefix("2.25.").unwrap().parse().unwrap();
        assert_eq!(number, Plain.bits(b"1.2.392.200036.9116.2.6.1"));
        assert_eq!(remap("urn:oid:1.2.392.200036.9116.2.6.1"), format!("urn:oid:{uid}"));
        let uuid = remap("6BA7B810-9dad-11d1-80b4-00c04fd430c8");
        assert!(pattern_uuid(uuid.as_bytes()) && &uuid[14..15] == "8" && "89ab".contains(&uuid[19..20]), "{uuid}");
        assert_eq!(remap("urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8"), format!("urn:uuid:{uuid}"));
        for other in ["1234567", "AB-12", "1.02.3", "7.1.2", "1.2", ""] {
            let mapped = remap(other);
            assert!(mapped.len() == 32 && mapped.bytes().all(|c| c.is_ascii_hexdigit()), "{other}: {mapped}");
        }
    }

    #[test]
    fn first_counts_characters_and_keep_keeps_bytes() {
        assert_eq!(run(&[Action::First(3)], 1, "160-0022"), "160");
        assert_eq!(run(&[Action::First(2)], 1, "東京都"), "東京");
        assert_eq!(run(&[Action::First(9)], 1, "東京都"), "東京都");
        assert_eq!(run(&[Action::First(0)], 1, "東京都"), "");
        assert_eq!(run(&[Action::Keep], 1, "1.10"), "1.10");
        assert_eq!(run_all(&[Action::Drop], SiteKind::Value, 1, &["x"]), [None]);
    }

    #[test]
    fn absent_rows_stay_absent_and_each_person_has_their_own_shift() {
        let rules = [FieldRule { selectors: vec![], actions: vec![Action::Shift], origin: Origin::built_in() }];
        let mut native = Native::new(&rules, &Plain, Some(180));
        let mut dates = Column::new();
        [Some("2020-01-01"), None, Some("2020-01-01"), Some("2020-01-01")].iter().for_each(|d| dates.push(d.map(str::as_bytes)));
        let out = native.apply(0, 0, SiteKind::Value, &[Subject(1), Subject(1), Subject(2), Subject(1)], &dates).unwrap();
        let rows: Vec<Option<&[u8]>> = (0..4).map(|i| out.get(i)).collect();
        assert_eq!(rows, [Some(&b"2020-01-02"[..]), None, Some(b"2020-01-03"), Some(b"2020-01-02")]);
    }
}
