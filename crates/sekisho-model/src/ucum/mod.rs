//! Units of UCUM: what a unit is made of, and how many of another it is, exactly.
//!
//! Narrower than UCUM where UCUM's answer would be a wrong one about a patient: an amount of
//! substance is a dimension of its own, so that mmol/L never meets 10*9/L; so are equivalents and
//! osmoles, becquerel and sievert. Arbitrary units convert to themselves alone, and so do logarithms.
//! A unit is some characters that somebody typed: length, depth and exponents are bounded.

mod factor;
mod parse;
mod table;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use crate::decimal::Decimal;

pub use factor::Factor;
pub use table::{customary, customary_units};

/// Longer is no unit.
pub const UNIT_BYTES_MAX: usize = 100;

/// Base units with their exponents, none of them 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dimension(BTreeMap<&'static str, i32>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub dimension: Dimension,
    /// One of it, in the base units of its dimension.
    factor: Factor,
    /// Added first: degrees from their own zero.
    offset: Option<Decimal>,
}

impl Unit {
    /// A unit as UCUM writes it (case sensitive); `None` for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        parse::unit(text)
    }

    /// A unit as records have it: in UCUM, or in a spelling of the table beside it. A whole word of
    /// that table goes first: `pH` is no picohenry.
    pub fn read(text: &str) -> Option<Self> {
        let whole = table::respelled_whole(text);
        let unit = whole.and_then(Self::parse).or_else(|| Self::parse(text));
        unit.or_else(|| Self::parse(&table::respelled(text)?))
    }

    /// UCUM's spelling of a unit that is written otherwise.
    pub fn respelled(text: &str) -> Option<String> {
        match table::respelled_whole(text) {
            Some(whole) => Some(whole.to_owned()),
            None if Self::parse(text).is_some() => None,
            None => table::respelled(text).filter(|spelling| Self::parse(spelling).is_some()),
        }
    }

    /// A number of this unit in the base units of its dimension.
    pub fn to_base(&self, number: &Decimal) -> Option<Decimal> {
        Some(self.factor.times(&self.counted_from_zero(number)?))
    }

    /// A number of this unit as one of another; `None` where they are not of one dimension.
    pub fn convert(&self, number: &Decimal, to: &Self) -> Option<Decimal> {
        if self.dimension != to.dimension {
            return None;
        }
        let factor = self.factor.by(&to.factor.inverse()?)?;
        let number = factor.times(&self.counted_from_zero(number)?);
        match &to.offset {
            Some(offset) => number.plus(&offset.negated()),
            None => Some(number),
        }
    }

    /// Counted from the zero of its base units.
    fn counted_from_zero(&self, number: &Decimal) -> Option<Decimal> {
        match &self.offset {
            Some(offset) => number.plus(offset),
            None => Some(number.clone()),
        }
    }

    /// Whether it is the pure number one: `1`, `{score}`.
    pub fn is_one(&self) -> bool {
        self.dimension.is_none() && self.factor == Factor::ONE && self.offset.is_none()
    }

    fn one() -> Self {
        Self::of_factor(Factor::ONE)
    }

    fn of_factor(factor: Factor) -> Self {
        Self {
            dimension: Dimension::default(),
            factor,
            offset: None,
        }
    }

    fn base(symbol: &'static str) -> Self {
        Self {
            dimension: Dimension([(symbol, 1)].into()),
            ..Self::one()
        }
    }

    /// What is counted from its own zero is no part of a product.
    fn times(&self, other: &Self) -> Option<Self> {
        let factor = self.factor.by(&other.factor)?;
        let linear = self.offset.is_none() && other.offset.is_none();
        linear.then(|| Self {
            dimension: self.dimension.times(&other.dimension),
            factor,
            offset: None,
        })
    }

    fn power(&self, exponent: i32) -> Option<Self> {
        if exponent == 1 {
            return Some(self.clone());
        }
        if self.offset.is_some() {
            return None;
        }
        Some(Self {
            dimension: self.dimension.power(exponent),
            factor: self.factor.power(exponent)?,
            offset: None,
        })
    }
}

impl Dimension {
    /// A pure number.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The exponent of a base unit.
    pub fn of(&self, base: &str) -> i32 {
        self.0.get(base).copied().unwrap_or(0)
    }

    /// The same with another exponent of a base unit.
    #[must_use]
    pub fn with(&self, base: &'static str, exponent: i32) -> Self {
        let mut with = self.clone();
        match exponent {
            0 => with.0.remove(base),
            _ => with.0.insert(base, exponent),
        };
        with
    }

    fn times(&self, other: &Self) -> Self {
        let mut product = self.clone();
        for (base, exponent) in &other.0 {
            product = product.with(base, product.of(base) + exponent);
        }
        product
    }

    fn power(&self, exponent: i32) -> Self {
        let raised = self.0.iter().map(|(base, own)| (*base, own * exponent));
        Self(raised.filter(|(_, exponent)| *exponent != 0).collect())
    }
}

/// `g.m-3`; of a pure number `1`.
impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_none() {
            return f.write_str("1");
        }
        for (n, (base, exponent)) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str(".")?;
            }
            match exponent {
                1 => f.write_str(base)?,
                _ => write!(f, "{base}{exponent}")?,
            }
        }
        Ok(())
    }
}
