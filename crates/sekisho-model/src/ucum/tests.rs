//! Units and their conversions, worked out by hand after UCUM's tables.

use super::{Unit, table};
use crate::decimal::Decimal;

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|| panic!("{text} is a unit"))
}

/// The number in the other unit; `None` where the two are not of one dimension.
fn check(number: &str, from: &str, to: &str, expect: Option<&str>) {
    let parse = |text: &str| Decimal::parse(text).expect("a number");
    let found = unit(from).convert(&parse(number), &unit(to));
    assert_eq!(found, expect.map(parse), "{number} {from} in {to}");
}

#[test]
fn units_of_one_dimension_are_converted_exactly() {
    for (number, from, to, expect) in [
        ("1.5", "mg/dL", "g/L", "0.015"),
        ("15", "mg/L", "mg/dL", "1.5"),
        ("140", "g/L", "g/dL", "14"),
        ("80", "umol/L", "mmol/L", "0.08"),
        ("250", "10*3/uL", "10*9/L", "250"),
        ("250", "10^3/uL", "10*9/L", "250"),
        ("4.5", "10*6/uL", "10*12/L", "4.5"),
        ("25", "10*4/uL", "10*9/L", "250"),
        ("5000", "{cells}/uL", "10*9/L", "5"),
        ("37", "Cel", "[degF]", "98.6"),
        ("98.6", "[degF]", "Cel", "37"),
        ("-40", "Cel", "[degF]", "-40"),
        ("310.15", "K", "Cel", "37"),
        ("1", "kat", "U", "60000000"),
        ("60", "U/L", "ukat/L", "1"),
        ("1", "[lb_av]", "g", "453.59237"),
        ("72", "[in_i]", "cm", "182.88"),
        ("6", "[ft_i]", "m", "1.8288"),
        ("760", "mm[Hg]", "kPa", "101.32472"),
        ("120", "mm[Hg]", "Pa", "15998.64"),
        ("1", "m[H2O]", "kPa", "9.80665"),
        ("6000", "cGy", "Gy", "60"),
        ("60", "/min", "/s", "1"),
        ("60", "/min", "Hz", "1"),
        ("1", "d", "h", "24"),
        ("2", "wk", "d", "14"),
        ("24", "mo", "a", "2"),
        ("1", "a", "d", "365.25"),
        ("6.5", "%", "1", "0.065"),
        ("0.065", "1", "%", "6.5"),
        ("5", "[ppm]", "%", "0.0005"),
        ("1", "m[IU]/L", "u[iU]/mL", "1"),
        ("1", "L", "dm3", "1"),
        ("1", "l", "mL", "1000"),
        ("30", "kg/m2", "g/cm2", "3"),
        ("90", "mL/min/{1.73_m2}", "mL/s", "1.5"),
        (
            "1",
            "J",
            "cal",
            "0.239005736137667304015296367112810707456978967495219885277247",
        ),
        ("1", "kcal", "kJ", "4.184"),
        ("1", "eV", "J", "1.60217733e-19"),
        ("180", "deg", "circ", "0.5"),
        ("3", "g%", "g/L", "30"),
        ("1", "(mg/kg)/d", "ug/(g.d)", "1"),
        ("1", "kg.m/s2", "N", "1"),
        ("1", "bar", "Pa", "100000"),
        ("1", "t", "kg", "1000"),
        ("12", "meq/L", "eq/m3", "12"),
        ("285", "mosm/kg", "osm/t", "285"),
        ("10", "ng/mL{FEU}", "ug/L", "10"),
    ] {
        check(number, from, to, Some(expect));
    }
}

#[test]
fn what_is_not_one_dimension_never_meets() {
    for (from, to) in [
        ("mmol/L", "10*9/L"),
        ("mmol/L", "mg/dL"),
        ("mol", "1"),
        ("meq/L", "mmol/L"),
        ("mosm/kg", "mmol/kg"),
        ("[iU]/L", "U/L"),
        ("[iU]", "[arb'U]"),
        ("[CFU]/mL", "[PFU]/mL"),
        ("Bq", "Hz"),
        ("Gy", "Sv"),
        ("[pH]", "1"),
        ("B", "1"),
        ("B", "Np"),
        ("/[HPF]", "1"),
        ("JPY", "USD"),
        ("mg", "mL"),
        ("K", "mg"),
    ] {
        check("1", from, to, None);
        check("1", to, from, None);
    }
}

#[test]
fn a_unit_that_is_none_is_none() {
    let deep = format!("{}m{}", "(".repeat(10_000), ")".repeat(10_000));
    let brackets = "[".repeat(10_000);
    let long = "m.".repeat(1 << 19);
    let hostile = [
        deep.as_str(),
        &brackets,
        &long,
        "{",
        "{a",
        "}",
        "a}",
        "{a{b}}",
        "((m)",
        "m)",
    ];
    let words = [
        "",
        " ",
        "mg/",
        "/",
        ".",
        "mg..L",
        "mg dL",
        "YAMADA",
        "4711x",
        "mmin",
        "kCel",
        "Cel/min",
        "Cel2",
        "m0",
        "m999",
        "10*9999",
        "m+",
        "m-",
        "--1",
        "0",
        "1e5",
        "mgdL",
        "Mmo",
        "山田",
        "k[lb_av]",
        "1234567890123456789",
        "[",
        "]",
        "m^2",
        "Ym99",
        "10*300.10*300.10*300.10*300",
    ];
    for text in hostile.into_iter().chain(words) {
        assert_eq!(Unit::parse(text), None, "{}", &text[..text.len().min(40)]);
    }
    assert_eq!(Unit::read(&long), None);
    assert_eq!(Unit::read(&brackets), None);
}

#[test]
fn other_spellings_mean_units_of_ucum() {
    for (written, ucum) in [
        ("mmHg", "mm[Hg]"),
        ("IU/L", "[iU]/L"),
        ("mIU/mL", "m[iU]/mL"),
        ("μg/dL", "ug/dL"),
        ("µmol/L", "umol/L"),
        ("mEq/L", "meq/L"),
        ("×10^3/μL", "10*3/uL"),
        ("10^4/μL", "10*4/uL"),
        ("万/μL", "10*4/uL"),
        ("ｍｇ／ｄＬ", "mg/dL"),
        ("mg/dl", "mg/dL"),
        ("㎎/㎗", "mg/dL"),
        ("℃", "Cel"),
        ("pH", "[pH]"),
        ("bpm", "/min"),
        ("回/分", "/min"),
        ("kg/m²", "kg/m2"),
        ("ng/mL/hr", "ng/mL/h"),
        ("mOsm/kg", "mosm/kg"),
        ("点", "1"),
        ("歳", "a"),
        ("mg/gCr", "mg/g"),
        ("mL/min/1.73m2", "mL/min"),
    ] {
        assert_eq!(Unit::read(written), Some(unit(ucum)), "{written}");
    }
    // Kelvin per microlitre it says, and not thousands.
    assert_ne!(Unit::read("K/uL"), Some(unit("10*3/uL")));
}

#[test]
fn every_line_of_the_tables_is_a_unit() {
    let [units, spellings, customary] = table::shipped();
    for (symbol, rest) in units {
        if !rest.starts_with("prefix") {
            assert!(Unit::parse(symbol).is_some(), "{symbol}");
        }
    }
    for (written, ucum) in spellings {
        assert!(Unit::parse(ucum).is_some(), "{written}: {ucum}");
        // What UCUM reads as a picohenry, and as seventy-three times one: the table goes first.
        let absurd = ["pH", "mL/min/1.73"].contains(&written);
        assert!(
            absurd || Unit::parse(written).is_none(),
            "{written} is UCUM already"
        );
    }
    assert!(customary.len() >= 150, "{}", customary.len());
    for (code, ucum) in customary {
        assert!(Unit::parse(ucum).is_some(), "{code}: {ucum}");
    }
}

/// What may leave as a unit is one: the lexicon's atoms are all in the table.
#[test]
fn every_atom_that_may_leave_is_known() {
    let atoms = include_str!("../../../../dsl/fhir-r4/ucum.txt");
    for line in atoms.lines().filter(|line| !line.starts_with("# ")) {
        let mut words = line.split_whitespace();
        let kind = words.next();
        for atom in words.filter(|_| matches!(kind, Some("metric" | "atom"))) {
            let known = Unit::parse(atom).or_else(|| Unit::parse(&format!("{atom}1")));
            assert!(known.is_some(), "{atom}");
        }
    }
}

#[test]
fn a_test_has_the_unit_that_laboratories_print() {
    for (code, expect) in [
        ("2160-0", Some("mg/dL")),
        ("718-7", Some("g/dL")),
        ("3C015000002327101", Some("mg/dL")),
        ("3C015000000127101", None),
        ("1988-5", None),
        ("", None),
    ] {
        assert_eq!(super::customary(code), expect, "{code}");
    }
}

/// Whatever is put together of units, signs and rubbish: it is a unit or none, a number of it is
/// that number of it, and its own dimension's text tells it from others.
#[test]
fn any_text_is_a_unit_or_none() {
    const PIECES: [&str; 24] = [
        "m", "g", "mol", "L", "d", "k", "[iU]", "Cel", "10*", "%", "U", "mm[Hg]", ".", "/", "(",
        ")", "{a}", "2", "-1", "3", "[", "}", "é", "99",
    ];
    let (mut seed, mut units) = (0x9E37_79B9_7F4A_7C15_u64, 0);
    let mut draw = |k: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 11) as usize % k
    };
    let number = Decimal::parse("7.25").expect("a number");
    for _ in 0..40_000 {
        let text: String = (0..1 + draw(7))
            .map(|_| PIECES[draw(PIECES.len())])
            .collect();
        let Some(unit) = Unit::read(&text) else {
            continue;
        };
        units += 1;
        assert_eq!(unit.convert(&number, &unit), Some(number.clone()), "{text}");
        let over = Unit::parse(&format!("({text})/({text})"));
        if let Some(over) = over.filter(|_| text.len() < 40) {
            assert!(over.is_one(), "{text}");
        }
    }
    assert!(units > 1000, "{units} units prove nothing");
}
