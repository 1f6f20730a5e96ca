//! Draws cohorts and event rows: dates, numbers and codes come from small pools whose members are
//! each other's neighbours, so that every boundary is met.

use sekisho_lang::data_model::oncology;
use sekisho_model::cohort::*;
use sekisho_model::decimal::Decimal;
use sekisho_model::event::*;
use sekisho_model::measure::meanings;
use sekisho_model::oncology::{Column, ColumnType, View};
use sekisho_model::ucum::Unit;
use sekisho_model::*;

/// A small xorshift: the same seed draws the same cohorts.
pub struct R(pub u64);
impl R {
    pub fn n(&mut self, k: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % k
    }
    pub fn pick<'a, T>(&mut self, x: &'a [T]) -> &'a T {
        let i = self.n(x.len());
        &x[i]
    }
}
const DATES: [&str; 16] = [
    "2020",
    "2020-02",
    "2020-02-29",
    "2020-01-31",
    "2020-03-01",
    "2020-01-31T14:59:59.999Z",
    "2020-01-31T15:00:00Z",
    "2020-03",
    "2020-04-30",
    "2020-05-01",
    "2019-12-31",
    "2021-02-28",
    "2019",
    "2020-02-28",
    "1969-12-31",
    "2021-03-01",
];
const BIRTHS: [&str; 8] = [
    "2000-02-29",
    "2000-02",
    "2000",
    "2000-03-01",
    "1999-12-31",
    "2020-02-29",
    "2000-02-28",
    "1970-05-01",
];
const CODES: [&str; 6] = ["A", "AB", "ABC", "B", "C34", "C34.1"];
const SYS: [&str; 4] = ["s1", "s2", "", "s3"];
const NUMS: [&str; 10] = [
    "1.10",
    "1.1",
    "-0.5",
    "0",
    "10",
    "2.5",
    "2.50000000000000000001",
    "1e2",
    "100",
    "-3",
];
const TEXTS: [&str; 5] = ["final", "fin", "male", "", "日本"];
/// Thresholds, and beside them values that are the same, a little less and a little more in other
/// units, and what no unit or another dimension has.
const THRESHOLDS: [(&str, Option<&str>); 12] = [
    ("1.5", Some("mg/dL")),
    ("15", Some("mg/L")),
    ("80", Some("umol/L")),
    ("0.08", Some("mmol/L")),
    ("6.5", Some("%")),
    ("0.065", None),
    ("2", Some("{score}")),
    ("60", Some("/min")),
    ("37", Some("Cel")),
    ("1", Some("/(7.s)")),
    ("-3", None),
    ("0", Some("mg/dL")),
];
const MEASURED: [&str; 22] = [
    "1.5",
    "1.50",
    "1.4999999999999999999999",
    "1.5000000000000000000001",
    "15",
    "0.015",
    "80",
    "0.08",
    "0.080000000000000000000000001",
    "0.90496",
    "9.0496",
    "9.04959999999999999999999999",
    "6.5",
    "0.065",
    "2",
    "60",
    "1",
    "3600",
    "98.6",
    "37",
    "0",
    "-3",
];
const UNITS: [&str; 20] = [
    "mg/dL", "mg/L", "g/L", "umol/L", "mmol/L", "%", "{score}", "1", "/min", "/s", "/h", "Cel",
    "[degF]", "10*9/L", "mg/dl", "μmol/L", "YAMADA", "?", "", "/(7.s)",
];
const COMPARATORS: [&str; 6] = ["<", "<=", ">=", ">", "ad", ""];

fn quantity(r: &mut R) -> Literal {
    let (number, unit) = *r.pick(&THRESHOLDS);
    let decimal = |text| Decimal::parse(text).expect("a number");
    let read = unit.map(|unit| Unit::parse(unit).expect("a unit"));
    let mass = (r.n(2) == 0).then(|| decimal("113.12"));
    Literal::Quantity(Measure {
        number: number.to_owned(),
        unit: unit.map(str::to_owned),
        means: meanings(&decimal(number), read.as_ref(), mass.as_ref()),
    })
}

pub fn o(n: &mut u32) -> Origin {
    *n += 1;
    Origin {
        file: "t".into(),
        start: *n,
        end: *n,
        line: *n,
        column: 1,
    }
}
fn days() -> Vec<Day> {
    [
        "2020-02-29",
        "2020-01-31",
        "2020-03-01",
        "2020-02-28",
        "2020-02-01",
        "2019-12-31",
        "2020-12-31",
        "2020-01-01",
    ]
    .iter()
    .map(|d| Day::parse(d).expect("a day"))
    .collect()
}
fn unk(r: &mut R, stop: bool) -> Option<Unknown> {
    match r.n(if stop { 4 } else { 2 }) {
        0 => Some(Unknown::Exclude),
        1 => Some(Unknown::Include),
        2 => Some(Unknown::Stop),
        _ => None,
    }
}
fn compare(
    r: &mut R,
    view: &str,
    mk: fn(ColumnName) -> Term,
    n: &mut u32,
    stop: bool,
) -> Predicate {
    let v = &oncology().views[view];
    let c = r.pick(&v.projected().cloned().collect::<Vec<_>>()).clone();
    use CompareOp::*;
    let (op, right) = match c.kind {
        ColumnType::Code => match r.n(4) {
            0 => (
                *r.pick(&[In, NotIn]),
                Literal::Codes(Codes {
                    name: "c".into(),
                    systems: (0..1 + r.n(2)).map(|_| r.pick(&SYS).to_string()).collect(),
                    codes: (0..r.n(3)).map(|_| r.pick(&CODES).to_string()).collect(),
                    prefixes: (0..r.n(2)).map(|_| r.pick(&CODES).to_string()).collect(),
                    excluded: (0..r.n(2)).map(|_| r.pick(&CODES).to_string()).collect(),
                    excluded_prefixes: (0..r.n(2)).map(|_| r.pick(&CODES).to_string()).collect(),
                }),
            ),
            1 => (
                *r.pick(&[In, NotIn]),
                Literal::List(
                    (0..1 + r.n(3))
                        .map(|_| Literal::Text(r.pick(&CODES).to_string()))
                        .collect(),
                ),
            ),
            2 => (
                *r.pick(&[Equal, NotEqual]),
                Literal::Text(r.pick(&CODES).to_string()),
            ),
            _ => (StartsWith, Literal::Text(r.pick(&CODES).to_string())),
        },
        ColumnType::Text => match r.n(3) {
            0 => (
                *r.pick(&[Equal, NotEqual]),
                Literal::Text(r.pick(&TEXTS).to_string()),
            ),
            1 => (
                *r.pick(&[In, NotIn]),
                Literal::List(
                    (0..1 + r.n(3))
                        .map(|_| Literal::Text(r.pick(&TEXTS).to_string()))
                        .collect(),
                ),
            ),
            _ => (StartsWith, Literal::Text(r.pick(&TEXTS).to_string())),
        },
        ColumnType::Decimal if c.measure.is_some() => match r.n(3) {
            0 => (
                *r.pick(&[Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual]),
                quantity(r),
            ),
            1 => (
                *r.pick(&[In, NotIn]),
                Literal::List((0..1 + r.n(3)).map(|_| quantity(r)).collect()),
            ),
            _ => (Between, Literal::List(vec![quantity(r), quantity(r)])),
        },
        ColumnType::Decimal | ColumnType::Integer => match r.n(3) {
            0 => (
                *r.pick(&[Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual]),
                Literal::Number(
                    r.pick(&["1.1", "0", "2.5", "-0.5", "100", "-3", "10", "2"])
                        .to_string(),
                ),
            ),
            1 => (
                *r.pick(&[In, NotIn]),
                Literal::List(
                    (0..1 + r.n(3))
                        .map(|_| {
                            Literal::Number(
                                r.pick(&["1.1", "0", "2.5", "-0.5", "100", "-3", "10"])
                                    .to_string(),
                            )
                        })
                        .collect(),
                ),
            ),
            _ => (
                Between,
                Literal::List(vec![
                    Literal::Number(r.pick(&["-3", "0", "1.1"]).to_string()),
                    Literal::Number(r.pick(&["1.1", "2.5", "100"]).to_string()),
                ]),
            ),
        },
        ColumnType::Boolean => (*r.pick(&[Equal, NotEqual]), Literal::Bool(r.n(2) == 0)),
        ColumnType::Date => {
            if r.n(4) == 0 {
                let (a, b) = (*r.pick(&days()), *r.pick(&days()));
                (
                    Between,
                    Literal::List(vec![Literal::Date(a.min(b)), Literal::Date(a.max(b))]),
                )
            } else {
                (
                    *r.pick(&[Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual]),
                    Literal::Date(*r.pick(&days())),
                )
            }
        }
    };
    Predicate::Compare(Comparison {
        term: mk(c.name),
        op,
        right,
        partners: c.measure,
        unknown: unk(r, stop),
        origin: o(n),
    })
}
pub fn event_pred(r: &mut R, view: &str, n: &mut u32, depth: usize, stop: bool) -> Predicate {
    if depth == 0 || r.n(2) == 0 {
        return compare(r, view, Term::Event, n, stop);
    }
    match r.n(3) {
        0 => Predicate::And(
            (0..1 + r.n(3))
                .map(|_| event_pred(r, view, n, depth - 1, stop))
                .collect(),
        ),
        1 => Predicate::Or(
            (0..1 + r.n(3))
                .map(|_| event_pred(r, view, n, depth - 1, stop))
                .collect(),
        ),
        _ => Predicate::Not(Box::new(event_pred(r, view, n, depth - 1, stop))),
    }
}
const VIEWS: [&str; 4] = ["diagnosis", "observation", "death", "drug_exposure"];
pub fn pred(r: &mut R, index: Option<&str>, n: &mut u32, depth: usize, stop: bool) -> Predicate {
    if depth > 0 && r.n(3) == 0 {
        return match r.n(3) {
            0 => Predicate::And(
                (0..r.n(3))
                    .map(|_| pred(r, index, n, depth - 1, stop))
                    .collect(),
            ),
            1 => Predicate::Or(
                (0..r.n(3))
                    .map(|_| pred(r, index, n, depth - 1, stop))
                    .collect(),
            ),
            _ => Predicate::Not(Box::new(pred(r, index, n, depth - 1, stop))),
        };
    }
    match r.n(5) {
        0 => compare(r, "patient", Term::Patient, n, stop),
        1 if index.is_some() => compare(r, index.expect("some"), Term::Index, n, stop),
        2 if index.is_some() => {
            use CompareOp::*;
            let op = *r.pick(&[
                Equal,
                NotEqual,
                Less,
                LessOrEqual,
                Greater,
                GreaterOrEqual,
                Between,
            ]);
            let l = |r: &mut R| {
                Literal::Number(
                    r.pick(&["19", "20", "21", "0", "-1", "18", "50"])
                        .to_string(),
                )
            };
            let right = if op == Between {
                Literal::List(vec![
                    Literal::Number("19".into()),
                    Literal::Number(r.pick(&["19", "20", "21"]).to_string()),
                ])
            } else {
                l(r)
            };
            Predicate::Compare(Comparison {
                term: Term::AgeAtIndex,
                op,
                right,
                partners: None,
                unknown: unk(r, stop),
                origin: o(n),
            })
        }
        _ => {
            let v = *r.pick(&VIEWS);
            let window = if index.is_some() && r.n(3) > 0 {
                Some(Window {
                    span: match r.n(4) {
                        0 => None,
                        1 => Some(Span::Days(*r.pick(&[0, 1, 28, 29, 30, 31, 365]))),
                        2 => Some(Span::Months(*r.pick(&[0, 1, 2, 12]))),
                        _ => Some(Span::Years(*r.pick(&[0, 1, 2]))),
                    },
                    side: *r.pick(&[Side::Before, Side::After, Side::Around]),
                    strictly: r.n(2) == 0,
                    unknown: unk(r, stop),
                    origin: o(n),
                })
            } else {
                None
            };
            let has = if r.n(3) > 0 {
                Some(Box::new(event_pred(r, v, n, 2, stop)))
            } else {
                None
            };
            let was = was(r, v, has.as_deref());
            Predicate::Events(EventQuery {
                was: was.map(Box::new),
                quantity: *r.pick(&[
                    Quantity::Some,
                    Quantity::No,
                    Quantity::Every,
                    Quantity::AtLeast(1),
                    Quantity::AtLeast(2),
                    Quantity::AtLeast(3),
                ]),
                view: v.into(),
                window,
                has,
                origin: o(n),
            })
        }
    }
}
/// As the language adds it to a plan; now and then every row is an event.
pub fn was(r: &mut R, view: &str, filter: Option<&Predicate>) -> Option<Predicate> {
    let view = &oncology().views[view];
    (r.n(4) > 0).then(|| view.was(filter, &Origin::built_in()))?
}

/// A value that makes the row no event, for a column that can.
fn mark(r: &mut R, view: &View, column: &Column) -> Option<Cell> {
    let marks = view.was_not.iter();
    let marks = marks
        .flat_map(|w| [Some(&w.mark), w.only.as_ref()])
        .flatten();
    let words: Vec<&String> = marks
        .filter(|mark| mark.column == column.name)
        .flat_map(|mark| &mark.is)
        .collect();
    let word = (!words.is_empty()).then(|| r.pick(&words).to_string())?;
    Some(match column.kind {
        ColumnType::Code => Cell::Codes(vec![Coding {
            system: r.pick(&SYS).to_string(),
            code: word,
        }]),
        ColumnType::Text => Cell::Text(word),
        _ => return None,
    })
}

pub fn cells(r: &mut R, view: &str) -> Vec<Cell> {
    let view = &oncology().views[view];
    view.projected()
        .map(|c| {
            // A comparator is rare, so that numbers meet numbers.
            let seldom = c.name.as_str() == "comparator" && r.n(2) == 0;
            if (seldom || r.n(5) == 0) && (c.nullable || c.kind != ColumnType::Code) {
                return Cell::Missing;
            }
            if r.n(6) == 0
                && let Some(mark) = mark(r, view, c)
            {
                return mark;
            }
            match c.kind {
                ColumnType::Code => {
                    let mut v: Vec<Coding> = vec![];
                    for _ in 0..1 + r.n(2) {
                        let x = Coding {
                            system: r.pick(&SYS).to_string(),
                            code: r.pick(&CODES).to_string(),
                        };
                        if !v.contains(&x) {
                            v.push(x)
                        }
                    }
                    Cell::Codes(v)
                }
                ColumnType::Text if c.name.as_str() == "unit" => {
                    Cell::Text(r.pick(&UNITS).to_string())
                }
                ColumnType::Text if c.name.as_str() == "comparator" => {
                    Cell::Text(r.pick(&COMPARATORS).to_string())
                }
                ColumnType::Text => Cell::Text(r.pick(&TEXTS).to_string()),
                ColumnType::Decimal if c.measure.is_some() => {
                    Cell::Decimal(r.pick(&MEASURED).to_string())
                }
                ColumnType::Decimal => Cell::Decimal(r.pick(&NUMS).to_string()),
                ColumnType::Integer => Cell::Integer(r.n(5) as i64 - 2),
                ColumnType::Boolean => Cell::Boolean(r.n(6) == 0),
                ColumnType::Date => Cell::Date(
                    Interval::parse(
                        if c.name.as_str() == "birth_date" {
                            BIRTHS[r.n(8)]
                        } else {
                            DATES[r.n(16)]
                        },
                        Zone::TOKYO,
                    )
                    .expect("a date"),
                ),
            }
        })
        .collect()
}
