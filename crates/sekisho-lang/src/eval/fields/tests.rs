//! Documented cases, and the evaluator against the column functions on values at the boundaries.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::cohort::{CompareOp, Literal, Unknown};
use sekisho_model::dates::{Placeholders, Shift};
use sekisho_model::profile::{Cap, CodeMap, FieldComparison, FieldCondition, FieldTerm};
use sekisho_model::transform::{Column, Transforms};

use super::*;
use crate::eval::CellValue;
use crate::native::Native;

/// Subject n shifts by n days; pseudonyms show what they were made of.
struct Plain;

impl Keyed for Plain {
    fn pseudonym(&self, kind: SiteKind, subject: Subject, value: &[u8]) -> [u8; 32] {
        let text = format!("{kind:?}{}{}", subject.0, String::from_utf8_lossy(value));
        std::array::from_fn(|i| text.as_bytes().get(i).copied().unwrap_or(b'.'))
    }
    fn bits(&self, value: &[u8]) -> u128 {
        value.iter().fold(7, |n: u128, c| {
            n.wrapping_mul(131).wrapping_add(u128::from(*c))
        })
    }
    fn shift(&self, subject: Subject, _: u32) -> Shift {
        Shift {
            days: subject.0 as i32,
            seconds: 3_661,
        }
    }
}

fn rule(actions: &[Action], when: Option<FieldCondition>) -> FieldRule {
    FieldRule {
        selectors: Vec::new(),
        actions: actions.to_vec(),
        when,
        origin: Origin::built_in(),
    }
}

fn woman(subject: i64) -> EventRow {
    let columns = match subject % 3 {
        0 => BTreeMap::new(),
        1 => BTreeMap::from([("sex".into(), CellValue::Text("female".into()))]),
        _ => BTreeMap::from([("sex".into(), CellValue::Text("male".into()))]),
    };
    EventRow { record: 0, columns }
}

fn run(rule: &FieldRule, subject: i64, value: &str) -> Result<Option<String>, Unmet> {
    let patient = woman(subject);
    let person = Person {
        subject: Subject(subject),
        patient: Some(&patient),
        zone: Zone::TOKYO,
    };
    let placeholders = Placeholders::with(&[]);
    let scope = Scope {
        keyed: &Plain,
        shift_days_max: Some(180),
        placeholders: &placeholders,
    };
    transform(rule, SiteKind::Value, value, person, scope)
}

fn shown(actions: &[Action], value: &str) -> String {
    run(&rule(actions, None), 1, value)
        .expect("it has an answer")
        .unwrap_or_else(|| "(absent)".into())
}

fn cap(bound: &str) -> Action {
    Action::Cap(Cap {
        bound: bound.into(),
        unit: None,
    })
}

fn round(step: &str) -> Action {
    Action::Round(step.into())
}

fn band(bounds: &[&str]) -> Action {
    Action::Band(bounds.iter().map(|b| (*b).to_owned()).collect())
}

fn areas(keeps_rest: bool) -> Action {
    Action::Map(CodeMap {
        keeps_rest,
        name: "areas".into(),
        systems: Vec::new(),
        exact: BTreeMap::from([("東京都".to_owned(), "関東".to_owned())]),
        below: BTreeMap::new(),
    })
}

fn sex_is(word: &str, unknown: Unknown) -> FieldCondition {
    FieldCondition::Compare(FieldComparison {
        term: FieldTerm::Patient("sex".into()),
        op: CompareOp::Equal,
        right: Literal::Text(word.into()),
        unknown: Some(unknown),
        origin: Origin::built_in(),
    })
}

fn longer_than(count: u32) -> FieldCondition {
    FieldCondition::Compare(FieldComparison {
        term: FieldTerm::Length,
        op: CompareOp::Greater,
        right: Literal::Number(count.to_string()),
        unknown: None,
        origin: Origin::built_in(),
    })
}

#[test]
fn what_is_kept_is_kept_byte_for_byte() {
    for value in ["1.10", "0.010", "-0", "1e2", "90.0"] {
        assert_eq!(shown(&[Action::Keep], value), value);
        assert_eq!(shown(&[cap("100")], value), value, "not above the bound");
    }
}

#[test]
fn a_cap_binds_what_is_above_it_and_nothing_else() {
    assert_eq!(shown(&[cap("90")], "89"), "89");
    assert_eq!(shown(&[cap("90")], "90"), "90");
    assert_eq!(shown(&[cap("90")], "91"), "90");
    assert_eq!(shown(&[cap("90")], "90.0001"), "90");
    assert_eq!(shown(&[cap("90")], "-91"), "-91");
    assert_eq!(shown(&[cap("90")], "ninety"), "(absent)");
}

#[test]
fn rounding_is_exact_halves_away_from_zero_at_the_steps_scale() {
    assert_eq!(shown(&[round("1000")], "1499"), "1000");
    assert_eq!(shown(&[round("1000")], "1500"), "2000");
    assert_eq!(shown(&[round("1000")], "-1500"), "-2000");
    assert_eq!(shown(&[round("0.25")], "1.37"), "1.25");
    assert_eq!(shown(&[round("0.25")], "1.375"), "1.50");
    assert_eq!(shown(&[round("5")], "-2.4"), "0");
    assert_eq!(shown(&[round("0.1")], "1.25e1"), "12.5");
}

#[test]
fn a_band_holds_its_lower_bound_and_not_its_upper() {
    let ages = [band(&["20", "40", "60"])];
    let of = |value| shown(&ages, value);
    assert_eq!(of("19"), "<20");
    assert_eq!(of("20"), "20-<40");
    assert_eq!(of("39.9"), "20-<40");
    assert_eq!(of("40"), "40-<60");
    assert_eq!(of("60"), ">=60");
    assert_eq!(of(""), "(absent)");
}

#[test]
fn a_code_without_a_group_is_absent() {
    assert_eq!(shown(&[areas(false)], "東京都"), "関東");
    assert_eq!(shown(&[areas(false)], "大阪府"), "(absent)");
}

#[test]
fn else_keep_leaves_what_the_list_does_not_hold() {
    assert_eq!(shown(&[areas(true)], "東京都"), "関東");
    assert_eq!(shown(&[areas(true)], "大阪府"), "大阪府");
    assert_eq!(
        shown(&[Action::First(3), areas(true)], "東京都港区"),
        "関東"
    );
}

#[test]
fn partial_dates_keep_their_precision_and_are_cut_after_the_shift() {
    assert_eq!(shown(&[Action::Shift], "2010-05"), "2010-05");
    assert_eq!(shown(&[Action::Year], "1999-12-31"), "2000");
    assert_eq!(
        shown(&[Action::Shift, Action::Month], "2024-01-31"),
        "2024-02"
    );
    assert_eq!(shown(&[Action::Shift], "2010-05-01T10"), "(absent)");
    assert_eq!(
        shown(&[Action::Shift], "2010-05-01T23:30:00+09:00"),
        "2010-05-03T00:31:01+09:00"
    );
    assert_eq!(shown(&[Action::Shift], "23:30"), "00:31");
    assert_eq!(shown(&[Action::Shift], "9999-12-31"), "(absent)");
}

#[test]
fn a_condition_governs_the_last_action_only() {
    let drop = rule(&[Action::Drop], Some(sex_is("female", Unknown::Include)));
    assert_eq!(run(&drop, 1, "x"), Ok(None));
    assert_eq!(run(&drop, 2, "x"), Ok(Some("x".into())));
    assert_eq!(run(&drop, 3, "x"), Ok(None), "unknown counts as so");
    let stop = rule(&[Action::Drop], Some(sex_is("female", Unknown::Stop)));
    assert!(matches!(run(&stop, 3, "x"), Err(Unmet::Undecided(_))));
    let long = rule(
        &[Action::First(3), Action::Replace("*".into())],
        Some(longer_than(2)),
    );
    assert_eq!(run(&long, 1, "ab"), Ok(Some("ab".into())));
    // The length is that of the value the last action takes: three characters of four.
    assert_eq!(run(&long, 1, "東京都内"), Ok(Some("*".into())));
}

#[test]
fn a_group_too_small_to_hide_in_leaves_and_so_does_one_that_tells() {
    let person = |age: &str, code: &str| -> Released {
        let one = |value: &str| BTreeSet::from([value.to_owned()]);
        BTreeMap::from([("age".to_owned(), one(age)), ("code".to_owned(), one(code))])
    };
    let people: BTreeMap<Subject, Released> = [
        (1, person("20-<40", "C34")),
        (2, person("20-<40", "C34")),
        (3, person("20-<40", "C50")),
        (4, person(">=60", "C34")),
        (5, person("40-<60", "C34")),
        (6, person("40-<60", "C34")),
    ]
    .into_iter()
    .map(|(n, person)| (Subject(n), person))
    .collect();
    let bound = |least, on: &str| Bound {
        least,
        on: vec![on.to_owned()],
    };
    let stay = |k: Option<&Bound>, l: Option<&Bound>| -> Vec<i64> {
        let controls = Controls {
            rare: None,
            k: k.cloned(),
            l: l.into_iter().cloned().collect(),
        };
        release(&people, &controls).keys().map(|s| s.0).collect()
    };
    let (two, three) = (bound(2, "age"), bound(3, "age"));
    assert_eq!(stay(None, None), [1, 2, 3, 4, 5, 6]);
    assert_eq!(stay(Some(&two), None), [1, 2, 3, 5, 6]);
    assert_eq!(stay(Some(&three), None), [1, 2, 3]);
    assert_eq!(stay(Some(&two), Some(&bound(2, "code"))), [1, 2, 3]);
    let counts = BTreeMap::from([
        ("a".to_owned(), 9),
        ("b".to_owned(), 10),
        ("c".to_owned(), 0),
    ]);
    let shown: Vec<_> = cells(&counts, 10).into_values().collect();
    assert_eq!(shown, [None, Some(10), Some(0)]);
}

/// An age that one person alone has reached goes, and one between others stays though nobody else
/// has it; a code that one person alone has goes. Who is left out of a group may make a value rare.
#[test]
fn a_value_that_singles_somebody_out_becomes_absent() {
    let person = |age: &str, code: &str| -> Released {
        let one = |value: &str| BTreeSet::from([value.to_owned()]);
        BTreeMap::from([("age".to_owned(), one(age)), ("code".to_owned(), one(code))])
    };
    let people = [
        ("116", "C34"),
        ("99", "C34"),
        ("98", "C50"),
        ("57", "C50"),
        ("31", "D45"),
        ("30", "C34"),
    ];
    let people = people.iter().zip(1..);
    let people: BTreeMap<Subject, Released> = people
        .map(|((age, code), n)| (Subject(n), person(age, code)))
        .collect();
    let shows = |field: &str, controls: &Controls| -> Vec<(i64, String)> {
        let left = release(&people, controls);
        let value = |person: &Released| person[field].first().cloned().unwrap_or_default();
        left.iter()
            .map(|(subject, person)| (subject.0, value(person)))
            .collect()
    };
    let on = |field: &str, scale| Rare {
        below: 2,
        on: vec![(field.to_owned(), scale)],
    };
    let ages = Controls {
        rare: Some(on("age", Scale::Numbers)),
        ..Controls::default()
    };
    let left: Vec<String> = shows("age", &ages)
        .into_iter()
        .map(|(_, age)| age)
        .collect();
    assert_eq!(left, ["", "99", "98", "57", "31", ""]);
    let codes = Controls {
        rare: Some(on("code", Scale::Words)),
        ..Controls::default()
    };
    let left: Vec<String> = shows("code", &codes)
        .into_iter()
        .map(|(_, code)| code)
        .collect();
    assert_eq!(left, ["C34", "C34", "C50", "C50", "", "C34"]);
    // Of three and two people each group is large enough; the one whose code went stands alone.
    let k = Bound {
        least: 2,
        on: vec!["code".to_owned()],
    };
    let both = Controls {
        k: Some(k),
        ..codes
    };
    let left: Vec<i64> = shows("code", &both).into_iter().map(|(n, _)| n).collect();
    assert_eq!(left, [1, 2, 3, 4, 6]);
}

/// Small numbers that repeat for a seed, as splitmix64 gives them.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ z >> 31) % bound as u64) as usize
    }

    fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }

    /// A number at, just below or just above a bound of the actions, in some spelling.
    fn number(&mut self) -> String {
        let bases = [
            "0", "20", "40", "60", "90", "500", "1000", "1500", "0.125", "0.25", "2.5",
        ];
        let base = *self.of(&bases);
        let sign = *self.of(&["", "", "-"]);
        let tail = match base.contains('.') {
            true => *self.of(&["", "0", "000", "1", "00001", "9"]),
            false => *self.of(&[
                "", ".0", ".5", ".49", ".4999", ".00001", "e1", "e-1", "E+2", "e31",
            ]),
        };
        format!("{sign}{base}{tail}")
    }

    fn value(&mut self) -> String {
        let odd = [
            "",
            "x",
            "東京都",
            "大阪府",
            "2024-02-29",
            "2023-02-29",
            "2010",
            "2010-05",
            "0001-01-01",
            "9999-12-31",
            "1999-12-31T24:00:00.5+09:00",
            "2010-05-01T10",
            "1.2.392.200036",
            "160-0022",
            "12345678901234567890123456789.5",
            "1e400",
            "01",
            "1.",
            "-",
            "true",
        ];
        match self.below(3) {
            0 => (*self.of(&odd)).to_owned(),
            _ => self.number(),
        }
    }

    fn rule(&mut self) -> FieldRule {
        let all = [
            Action::Keep,
            Action::Drop,
            Action::Blank,
            Action::Pseudonym,
            Action::Remap,
            Action::Shift,
            Action::Year,
            Action::Month,
            Action::First(3),
            Action::Replace("（伏字）".into()),
            cap("90"),
            cap("0.25"),
            round("1000"),
            round("0.25"),
            round("5"),
            round("0.050"),
            band(&["20", "40", "60"]),
            band(&["0.25"]),
            areas(false),
            areas(true),
        ];
        let count = 1 + self.below(3);
        let actions: Vec<Action> = (0..count).map(|_| self.of(&all).clone()).collect();
        let when = match self.below(5) {
            0 => Some(sex_is("female", Unknown::Include)),
            1 => Some(FieldCondition::Not(Box::new(sex_is(
                "male",
                Unknown::Exclude,
            )))),
            2 => Some(longer_than(3)),
            _ => None,
        };
        rule(&actions, when)
    }
}

/// One rule, many values, in one column as the engine gives them.
#[test]
fn the_column_functions_mean_what_the_evaluator_says() {
    let seed = 20_261_126;
    let mut draw = Draw(seed);
    let patients: BTreeMap<Subject, EventRow> = (1..=6).map(|n| (Subject(n), woman(n))).collect();
    for round in 0..2_000 {
        let rules = [draw.rule()];
        let rows: Vec<(i64, String)> = (0..20)
            .map(|_| (1 + draw.below(6) as i64, draw.value()))
            .collect();
        let subjects: Vec<Subject> = rows.iter().map(|(s, _)| Subject(*s)).collect();
        let mut column = Column::new();
        rows.iter()
            .for_each(|(_, v)| column.push(Some(v.as_bytes())));
        let mut native = Native::new(&rules, &Plain, Some(180)).knowing(&patients, Zone::TOKYO);
        for stage in 0..rules[0].actions.len() {
            column = native
                .apply(0, stage as u16, SiteKind::Value, &subjects, &column)
                .unwrap();
        }
        for (at, (subject, value)) in rows.iter().enumerate() {
            let got = column
                .get(at)
                .map(|v| String::from_utf8(v.to_vec()).unwrap());
            let meant = run(&rules[0], *subject, value).unwrap();
            assert_eq!(
                got, meant,
                "seed {seed}, round {round}: {:?} on {value:?} of {subject}",
                rules[0]
            );
        }
    }
}
