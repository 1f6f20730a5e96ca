//! A value is a number, a comparator and a unit. What a record's value may be, and what an author's
//! number means, both in base units: the evaluator and the store compare nothing else.
//!
//! Where anything of it can't be read, nothing is known, and a comparison with it is unknown.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::ColumnName;
use crate::decimal::Decimal;
use crate::ucum::{Dimension, Factor, Unit};

/// The columns that a measured column's values are read with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partners {
    /// The unit of each value; absent where the column has one of its own (`unit`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<ColumnName>,
    /// `<`, `<=`, `>`, `>=`; absent where no value can have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparator: Option<ColumnName>,
}

/// What may stand in a record: every value between two ends, in base units of a dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    pub dimension: String,
    pub low: End,
    pub high: End,
}

/// Where a range ends; in the order of the numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    Lowest,
    /// Just below, at, or just above a number.
    At(Decimal, Ordering),
    Highest,
}

/// An author's number in base units of one dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meaning {
    pub dimension: String,
    pub number: String,
}

/// The dimension of a number without unit: a bare number of an author means it, and `1`.
pub const NO_UNIT: &str = "";
/// Of a number of ones: `{score}`, `1`.
pub const ONE: &str = "1";
/// Of a number of other parts: `%`. A bare number never means it, for 6 is not 6 %.
const PARTS: &str = "parts";

/// So large or small no measurement is; the store's keys end here.
const MAGNITUDE_MAX: i64 = 30_000;

/// What a value says of itself. An absent comparator: exactly that number; an absent unit: a number
/// without one.
pub fn read(number: &str, unit: Option<&str>, comparator: Option<&str>) -> Option<Measured> {
    let number = Decimal::parse(number)?;
    let (dimension, number) = match unit.map(str::trim) {
        None | Some("") => (NO_UNIT.to_owned(), number),
        Some(unit) => {
            let unit = Unit::read(unit)?;
            (dimension(&unit), unit.to_base(&number)?)
        }
    };
    if number.magnitude().abs() > MAGNITUDE_MAX {
        return None;
    }
    let at = |side| End::At(number.clone(), side);
    let (low, high) = match comparator {
        None => (at(Ordering::Equal), at(Ordering::Equal)),
        Some("<") => (End::Lowest, at(Ordering::Less)),
        Some("<=") => (End::Lowest, at(Ordering::Equal)),
        Some(">=") => (at(Ordering::Equal), End::Highest),
        Some(">") => (at(Ordering::Greater), End::Highest),
        Some(_) => return None,
    };
    Some(Measured {
        dimension,
        low,
        high,
    })
}

/// What a number of this unit can be held against: values of its dimension, and across a molar mass
/// (`g/mol`) those that are measured the other way. Without a unit: numbers without one.
pub fn meanings(
    number: &Decimal,
    unit: Option<&Unit>,
    molar_mass: Option<&Decimal>,
) -> Vec<Meaning> {
    let meaning = |dimension: &str, number: &Decimal| Meaning {
        dimension: dimension.to_owned(),
        number: number.to_string(),
    };
    let Some(unit) = unit else {
        return vec![meaning(NO_UNIT, number), meaning(ONE, number)];
    };
    let Some(base) = unit.to_base(number) else {
        return Vec::new();
    };
    if unit.is_one() {
        return [NO_UNIT, ONE, PARTS].map(|of| meaning(of, &base)).into();
    }
    if unit.dimension.is_none() {
        return vec![meaning(ONE, &base), meaning(PARTS, &base)];
    }
    let mut all = vec![meaning(&dimension(unit), &base)];
    let across = molar_mass.and_then(|mass| across(&unit.dimension, &base, mass));
    all.extend(across.map(|(dimension, number)| meaning(&dimension.to_string(), &number)));
    all
}

fn dimension(unit: &Unit) -> String {
    match unit.dimension.is_none() {
        true if unit.is_one() => ONE.to_owned(),
        true => PARTS.to_owned(),
        false => unit.dimension.to_string(),
    }
}

/// An amount as a mass, a mass as an amount: one of the two stands in the unit, once.
fn across(dimension: &Dimension, base: &Decimal, mass: &Decimal) -> Option<(Dimension, Decimal)> {
    let mass = Factor::of(mass)?;
    let (grams, moles) = (dimension.of("g"), dimension.of("mol"));
    let times = match (grams, moles) {
        (0, 1) | (-1, 0) => mass,
        (1, 0) | (0, -1) => mass.inverse()?,
        _ => return None,
    };
    let swapped = dimension.with("g", moles).with("mol", grams);
    Some((swapped, times.times(base)))
}

/// A molar mass in grams per mole; `None` for what is no positive mass per amount.
pub fn molar_mass(number: &str, unit: &Unit) -> Option<Decimal> {
    let grams = unit.convert(&Decimal::parse(number)?, &Unit::parse("g/mol")?)?;
    (grams.sign() > 0).then_some(grams)
}

impl End {
    /// The order of this end of a range and a number.
    pub fn against(&self, number: &Decimal) -> Ordering {
        match self {
            Self::Lowest => Ordering::Less,
            Self::Highest => Ordering::Greater,
            Self::At(own, side) => own.cmp(number).then(*side),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).expect("a number")
    }

    fn means(text: &str, unit: &str, mass: Option<&str>) -> Vec<(String, String)> {
        let mass = mass.map(number);
        let unit = Unit::parse(unit).expect("a unit");
        meanings(&number(text), Some(&unit), mass.as_ref())
            .into_iter()
            .map(|m| (m.dimension, m.number))
            .collect()
    }

    /// Creatinine: 1.5 mg/dL is 132.6 umol/L by 113.12 g/mol.
    #[test]
    fn a_molar_mass_joins_the_two_ways_of_measuring() {
        let mg = means("1.5", "mg/dL", Some("113.12"));
        assert_eq!(mg[0], ("g.m-3".into(), "15".into()));
        assert_eq!(mg[1].0, "m-3.mol");
        assert!(mg[1].1.starts_with("0.13260254596888260254"), "{mg:?}");
        let mol = means("80", "umol/L", Some("113.12"));
        assert_eq!(mol[0], ("m-3.mol".into(), "0.08".into()));
        assert_eq!(mol[1], ("g.m-3".into(), "9.0496".into()));
        assert_eq!(means("80", "umol/L", None).len(), 1);
        // Per gram, and what has neither or both.
        assert_eq!(means("3", "mg/mmol", Some("113.12")).len(), 1);
        assert_eq!(means("3", "U/L", Some("113.12"))[1].0, "g.m-3.s-1");
        assert_eq!(means("3", "mm[Hg]", None).len(), 1);
    }

    #[test]
    fn a_number_without_unit_meets_ones_and_never_parts() {
        let of = |unit| read("6", unit, None).expect("a value").dimension;
        let bare: Vec<String> = meanings(&number("6"), None, None)
            .into_iter()
            .map(|m| m.dimension)
            .collect();
        for unit in [None, Some("1"), Some("{score}"), Some("点")] {
            assert!(bare.contains(&of(unit)), "{unit:?}");
        }
        for unit in [Some("%"), Some("10*3"), Some("mg/dL")] {
            assert!(!bare.contains(&of(unit)), "{unit:?}");
        }
        assert!(means("6", "%", None).iter().all(|(of, _)| of != NO_UNIT));
    }

    #[test]
    fn a_comparator_leaves_a_side_open() {
        let three = number("3");
        let ends = |comparator| {
            let of = read("3", None, Some(comparator))?;
            Some((of.low.against(&three), of.high.against(&three)))
        };
        use Ordering::{Equal, Greater, Less};
        assert_eq!(ends("<"), Some((Less, Less)));
        assert_eq!(ends("<="), Some((Less, Equal)));
        assert_eq!(ends(">="), Some((Equal, Greater)));
        assert_eq!(ends(">"), Some((Greater, Greater)));
        for unknown in ["ad", "~", "", "< "] {
            assert_eq!(ends(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_known() {
        assert_eq!(read("3", Some("YAMADA"), None), None);
        assert_eq!(read("x", Some("mg"), None), None);
        assert_eq!(read("1e999999", Some("mg"), None), None);
        assert_eq!(read("1", Some(&"[".repeat(10_000)), None), None);
        assert_eq!(read("1", Some(&"m.".repeat(1 << 19)), None), None);
    }

    #[test]
    fn a_molar_mass_is_a_mass_per_amount() {
        let of = |text, unit| molar_mass(text, &Unit::parse(unit)?);
        assert_eq!(of("113.12", "g/mol"), Some(number("113.12")));
        assert_eq!(of("0.11312", "kg/mol"), Some(number("113.12")));
        for (text, unit) in [
            ("113.12", "g"),
            ("113.12", "mol/g"),
            ("0", "g/mol"),
            ("-1", "g/mol"),
        ] {
            assert_eq!(of(text, unit), None, "{text} {unit}");
        }
    }
}
