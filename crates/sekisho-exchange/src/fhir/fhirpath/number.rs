//! Exact decimals for the little arithmetic that paths hold. What does not fit is no number.

use std::cmp::Ordering;
use std::fmt;

/// Digits behind the point of a quotient that does not end sooner.
const QUOTIENT_DIGITS: u32 = 12;
const SCALE_MAX: u32 = 30;

/// `digits / 10^scale`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    digits: i128,
    scale: u32,
}

impl Number {
    pub fn whole(value: i64) -> Self {
        Self {
            digits: value.into(),
            scale: 0,
        }
    }

    /// JSON's numbers, exponents included.
    pub fn parse(text: &str) -> Option<Self> {
        let (plain, exponent) = match text.split_once(['e', 'E']) {
            Some((plain, exponent)) => (plain, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        if scale >= 0 {
            Self::checked(digits, scale.unsigned_abs())
        } else {
            let tens = 10i128.checked_pow(scale.unsigned_abs())?;
            Self::checked(digits.checked_mul(tens)?, 0)
        }
    }

    fn checked(digits: i128, scale: u32) -> Option<Self> {
        (scale <= SCALE_MAX).then_some(Self { digits, scale })
    }

    /// Digits behind the point, as written.
    pub fn scale(self) -> u32 {
        self.scale
    }

    fn at_scale(self, scale: u32) -> Option<i128> {
        self.digits
            .checked_mul(10i128.checked_pow(scale.checked_sub(self.scale)?)?)
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        Some((self.at_scale(scale)?, other.at_scale(scale)?, scale))
    }

    /// `None` where the numbers are too far apart to be held side by side.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        self.aligned(other).map(|(left, right, _)| left.cmp(&right))
    }

    pub fn plus(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        Self::checked(left.checked_add(right)?, scale)
    }

    pub fn minus(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        Self::checked(left.checked_sub(right)?, scale)
    }

    pub fn times(self, other: Self) -> Option<Self> {
        Self::checked(
            self.digits.checked_mul(other.digits)?,
            self.scale + other.scale,
        )
    }

    /// Cut to [`QUOTIENT_DIGITS`], without zeros at its end; nothing for a division by zero.
    pub fn over(self, other: Self) -> Option<Self> {
        let (left, right, _) = self.aligned(other)?;
        let digits = left
            .checked_mul(10i128.checked_pow(QUOTIENT_DIGITS)?)?
            .checked_div(right)?;
        let (mut digits, mut scale) = (digits, QUOTIENT_DIGITS);
        while scale > 0 && digits % 10 == 0 {
            (digits, scale) = (digits / 10, scale - 1);
        }
        Self::checked(digits, scale)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let digits = self.digits.unsigned_abs().to_string();
        let scale = self.scale as usize;
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}
