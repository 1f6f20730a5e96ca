//! Draws rules' actions and, for each, values at the boundaries of its own literals.

use std::collections::BTreeMap;

use sekisho_model::profile::{Action, Cap, CodeMap, FieldRule};

use super::R;

const BOUNDS: [&str; 12] = [
    "0",
    "1",
    "20",
    "40",
    "89",
    "90",
    "0.5",
    "-5",
    "1.10",
    "100",
    "1e2",
    "123456789012345678901234567890",
];
const STEPS: [&str; 14] = [
    "1",
    "5",
    "10",
    "0.5",
    "0.25",
    "0.01",
    "3",
    "7",
    "1000",
    "2.50",
    "1e2",
    "0.0000000001",
    "1000000000000000000",
    "99999999999999999999",
];
const TEXTS: [&str; 6] = ["", "x", "東京都", "■", "\"quoted\\", "削除した長い文章です"];
const CODES: [&str; 9] = [
    "C",
    "C3",
    "C34",
    "C34.1",
    "東京都",
    "東",
    "",
    "I10",
    "\u{1f}",
];

/// One action or a chain of two or three.
pub fn actions(r: &mut R, shifts: bool) -> Vec<Action> {
    let count = 1 + [0, 0, 1, 2][r.n(4)];
    (0..count).map(|_| action(r, shifts)).collect()
}

fn action(r: &mut R, shifts: bool) -> Action {
    match r.n(17) {
        0 => Action::Keep,
        1 => Action::Drop,
        2 => Action::Blank,
        3 => Action::Pseudonym,
        4 => Action::Remap,
        5 | 6 if shifts => Action::Shift,
        5..=7 => Action::Year,
        8 => Action::Month,
        9 => Action::First(*r.pick(&[0, 1, 2, 3, 7, 100])),
        10 => Action::Replace((*r.pick(&TEXTS)).to_owned()),
        11 => Action::Map(map(r)),
        12 | 13 => Action::Round((*r.pick(&STEPS)).to_owned()),
        14 => Action::Band(bands(r)),
        _ => Action::Cap(Cap {
            bound: (*r.pick(&BOUNDS)).to_owned(),
            unit: None,
        }),
    }
}

fn bands(r: &mut R) -> Vec<String> {
    let sets: [&[&str]; 5] = [
        &["20", "40", "60"],
        &["0"],
        &["-5", "0.5", "1.10", "100"],
        &["0.001", "1e2", "1e29"],
        &["65"],
    ];
    r.pick(&sets)
        .iter()
        .map(|bound| (*bound).to_owned())
        .collect()
}

fn map(r: &mut R) -> CodeMap {
    let mut some = |share: usize| -> BTreeMap<String, String> {
        let chosen: Vec<&str> = CODES.iter().copied().filter(|_| r.n(share) == 0).collect();
        chosen
            .into_iter()
            .map(|code| (code.to_owned(), format!("<{}>", r.pick(&TEXTS))))
            .collect()
    };
    CodeMap {
        name: "drawn".into(),
        systems: Vec::new(),
        exact: some(2),
        below: some(3),
        keeps_rest: r.n(3) == 0,
    }
}

/// A value that one of the rule's actions has an opinion about.
pub fn written(r: &mut R, rule: &FieldRule) -> String {
    let action = r.pick(&rule.actions).clone();
    if r.n(6) == 0 {
        return odd(r);
    }
    match action {
        Action::Cap(cap) => number_near(r, &cap.bound),
        Action::Round(step) => number_near(r, &step),
        Action::Band(bounds) => {
            let bound = r.pick(&bounds).clone();
            number_near(r, &bound)
        }
        Action::Map(_) => format!("{}{}", r.pick(&CODES), r.pick(&["", "", ".", "1", "都"])),
        Action::Shift | Action::Year | Action::Month => date(r),
        Action::First(_) => (*r.pick(&TEXTS)).repeat(1 + r.n(3)),
        Action::Pseudonym | Action::Remap => identifier(r),
        _ => match r.n(3) {
            0 => date(r),
            1 => number_near(r, "10"),
            _ => identifier(r),
        },
    }
}

/// The literal, its neighbours, and numbers written in all the ways that JSON knows.
fn number_near(r: &mut R, literal: &str) -> String {
    let sign = *r.pick(&["", "", "", "-"]);
    let plain = literal.trim_start_matches('-');
    let value: i64 = plain.parse().unwrap_or(1);
    let near = match r.n(12) {
        0 => plain.to_owned(),
        1 => (value + 1).to_string(),
        2 => (value - 1).abs().to_string(),
        3 => format!("{}.5", value),
        4 => format!("{}.4999999", value),
        5 => format!("{}.{}", r.n(300), r.n(1000)),
        6 => format!("{}e{}", r.n(1000), r.n(40)),
        7 => format!("{}.{}E-{}", r.n(10), r.n(100), r.n(40)),
        8 => digits(r),
        9 => format!("0.{}", digits(r)),
        10 => format!("{}{}", r.pick(&["00", "0", ""]), r.n(2000)),
        _ => format!("{}e{}{}", r.n(100), r.pick(&["+", "", "-"]), r.n(4)),
    };
    format!("{sign}{near}")
}

/// Up to a few digits more than a measurement has.
fn digits(r: &mut R) -> String {
    let count = *r.pick(&[1, 15, 17, 18, 19, 28, 29, 30, 31, 40]);
    (0..count)
        .map(|_| char::from(b'0' + *r.pick(&[0, 9, 5, 4, 1])))
        .collect()
}

fn date(r: &mut R) -> String {
    let year = *r.pick(&[
        1, 2, 400, 1899, 1900, 1999, 2000, 2004, 2023, 2024, 9998, 9999, 0,
    ]);
    let month = *r.pick(&[1, 2, 2, 3, 4, 6, 9, 11, 12, 0, 13]);
    let day = *r.pick(&[1, 2, 15, 28, 29, 30, 31, 0, 32]);
    let time = *r.pick(&[
        "T00:00",
        "T23:59:59Z",
        "T12:30:00.123+09:00",
        "T12:30-05:00",
        "T12:30:00.5",
        "T12:30.5",
        "T12:30:00.",
        "T12:30:00.Z",
        "T1:30",
        "T12:30Zx",
        "T12:30+9:00",
        "T",
        " 12:30",
        "T12:30:0",
        "T12:30:00+09:00Z",
        "T12:30:00Z ",
    ]);
    match r.n(8) {
        0 => format!("{year:04}"),
        1 | 2 => format!("{year:04}-{month:02}"),
        3 | 4 => format!("{year:04}-{month:02}-{day:02}{time}"),
        5 => format!("{year}-{month}-{day}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    }
}

fn identifier(r: &mut R) -> String {
    (*r.pick(&[
        "p-1",
        "Condition/17",
        "1.2.392.200036.9116",
        "urn:oid:1.2.3",
        "urn:oid:",
        "1.02.3",
        "7.1.2",
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "6BA7B810-9DAD-11D1-80B4-00C04FD430C8",
        "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "urn:uuid:x",
        "",
        "患者１",
    ]))
    .to_owned()
}

/// What no action wants to read.
fn odd(r: &mut R) -> String {
    let fixed = [
        "",
        " ",
        "-",
        ".",
        "1.",
        ".5",
        "1e",
        "e5",
        "1e+",
        "1e+-5",
        "1e++5",
        "--1",
        "+1",
        "1,5",
        "１２",
        "1 ",
        " 1",
        "1e99999999999",
        "1e-2147483648",
        "0x10",
        "NaN",
        "-0",
        "0e0",
        "-0.0e5",
        "2010/05/01",
        "about 2010",
        "\u{0}",
        "🏥🏥🏥",
        "é",
        "e\u{301}",
    ];
    match r.n(8) {
        0 => "あ".repeat(1000 + r.n(2000)),
        1 => "9".repeat(1 + r.n(100)),
        2 => format!("{}{}", r.pick(&fixed), r.pick(&fixed)),
        _ => (*r.pick(&fixed)).to_owned(),
    }
}
