//! How many of one unit another is: a fraction and a power of ten, without rounding.

use crate::decimal::Decimal;

/// Above this a factor is none that a measurement needs; `scaled` relies on it.
const PART_MAX: u128 = 1 << 120;
const EXPONENT_MAX: i64 = 1000;

/// `times` / `over` × 10^`exponent`, in lowest terms; `over` has no factor in common with ten, and
/// `times` does not end in zero, so that equal factors are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    times: u128,
    over: u128,
    exponent: i64,
}

impl Factor {
    pub const ONE: Self = Self {
        times: 1,
        over: 1,
        exponent: 0,
    };

    /// `1e-3`, `5/9`; positive.
    pub fn parse(text: &str) -> Option<Self> {
        let one = |text: &str| Self::of(&Decimal::parse(text)?);
        match text.split_once('/') {
            Some((times, over)) => one(times)?.by(&one(over)?.inverse()?),
            None => one(text),
        }
    }

    pub fn of(number: &Decimal) -> Option<Self> {
        let (times, exponent) = number.whole().filter(|(times, _)| *times > 0)?;
        Self::lowest(times, 1, exponent)
    }

    pub fn times(&self, number: &Decimal) -> Decimal {
        number.scaled(self.times, self.over, self.exponent)
    }

    pub fn by(&self, other: &Self) -> Option<Self> {
        let (a, b) = (gcd(self.times, other.over), gcd(other.times, self.over));
        let times = (self.times / a).checked_mul(other.times / b)?;
        let over = (self.over / b).checked_mul(other.over / a)?;
        Self::lowest(times, over, self.exponent + other.exponent)
    }

    pub fn inverse(&self) -> Option<Self> {
        Self::lowest(self.over, self.times, -self.exponent)
    }

    pub fn power(&self, exponent: i32) -> Option<Self> {
        let once = match exponent < 0 {
            true => self.inverse()?,
            false => self.clone(),
        };
        (0..exponent.unsigned_abs()).try_fold(Self::ONE, |so_far, _| so_far.by(&once))
    }

    fn lowest(mut times: u128, mut over: u128, mut exponent: i64) -> Option<Self> {
        let shared = gcd(times, over);
        (times, over) = (times / shared, over / shared);
        while over.is_multiple_of(2) {
            (over, times, exponent) = (over / 2, times.checked_mul(5)?, exponent - 1);
        }
        while over.is_multiple_of(5) {
            (over, times, exponent) = (over / 5, times.checked_mul(2)?, exponent - 1);
        }
        while times.is_multiple_of(10) {
            (times, exponent) = (times / 10, exponent + 1);
        }
        let fits = times < PART_MAX && over < PART_MAX && exponent.abs() <= EXPONENT_MAX;
        fits.then_some(Self {
            times,
            over,
            exponent,
        })
    }
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}
